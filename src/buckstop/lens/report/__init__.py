"""The report: one self-contained HTML file, in the reader's language."""
