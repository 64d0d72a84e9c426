"""The backend's pages: what a mail links to, health, and the mail that development catches."""
