"""Databases a ledger lives in: SQLite for one house, PostgreSQL for a large one. `opening.open_store` chooses."""
