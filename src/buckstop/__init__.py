"""Buckstop: a responsibility ledger and delivery system for layered organisations."""

__version__ = "0.1.0"
