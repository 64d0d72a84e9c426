"""Adaptive Cards 1.5 as pure functions: what is known → the card as a dictionary. No I/O, and no text of their own."""
