"""Figures: from the database by SQL, each defined where it is read, and reconciled before anybody sees them."""
