"""What event logs say about responsibility. Knows nothing of the ledger or of the web."""
