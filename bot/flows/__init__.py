"""One conversation in each file: what a person asks for, and what is answered. They know nothing of the Bot Framework."""
