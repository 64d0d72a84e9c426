"""What a coordinator does with a report: sort it, set where it stands, answer the one who wrote it."""
