"""What a förbund has written down before: from its sheet to reports, once each."""
