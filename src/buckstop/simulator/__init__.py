"""Worlds that are made up, so that every claim can be checked against what was planted."""
