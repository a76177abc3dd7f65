"""Repairs: what pages, converters and encodings did to a text is undone, and every change is told."""
