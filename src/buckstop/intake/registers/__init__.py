"""Registers: an organisation's units, posts, people, duty lists and lines in a workbook, read and written."""
