"""The forms of an edition: all of them draw the same document."""
