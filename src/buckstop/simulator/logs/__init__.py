"""Simulated hand-off logs with planted patterns (dose) and a null twin."""
