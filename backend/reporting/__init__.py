"""From words to a report: understanding, the guard and the use case that logs."""
