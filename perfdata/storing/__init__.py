"""Records into an append-only database and back, on SQLite and PostgreSQL alike."""
