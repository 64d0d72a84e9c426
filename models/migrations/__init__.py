"""The schema's history, applied by `backend.database.migrate`."""
