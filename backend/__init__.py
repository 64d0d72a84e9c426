"""Use cases and the surfaces around them."""
