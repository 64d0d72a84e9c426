"""A second opinion on the category from a language model that the förbund has approved; off unless it is set up."""
