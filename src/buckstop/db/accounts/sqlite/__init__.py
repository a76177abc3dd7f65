"""Django's SQLite, on the library ledgers are kept by."""
