"""A fråga: what several reports have in common, lifted, decided, acted upon and followed up as one."""
