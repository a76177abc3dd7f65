"""The append-only record and its proofs: what happened, in which order, checkable by strangers. Knows nothing of the lens."""
