"""Letters: how they are written, how they are sent, and where they land in development."""
