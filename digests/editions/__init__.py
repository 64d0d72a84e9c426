"""What each edition says: figures in, a document out."""
