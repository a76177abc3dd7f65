"""How the tables of accounts came to be, step by step; a released step never changes."""
