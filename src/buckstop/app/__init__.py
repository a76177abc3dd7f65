"""Use cases: what a person can ask of Buckstop, without pages or commands."""
