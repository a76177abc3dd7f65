"""The rules: standard-library values only. No I/O, clock, randomness, Django or prose."""
