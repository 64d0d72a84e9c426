"""The conversation in Teams; the only room that knows the Bot Framework."""
