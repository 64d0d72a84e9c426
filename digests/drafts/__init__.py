"""The draft of an edition: told to those who stand behind it, commented, approved, and put into what is sent."""
