"""Readers: what a file of each format holds, as lines and tables, before anything is mended or understood."""
