"""What observably failed between the parties: the taxonomy, the learned categoriser and its measurements."""
