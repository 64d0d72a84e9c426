"""What each notice is as a card, drawn when it is sent: a file for what the notices are about."""
