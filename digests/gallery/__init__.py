"""The gallery: every edition and every message about one in every form, as pictures made of the demo's data."""
