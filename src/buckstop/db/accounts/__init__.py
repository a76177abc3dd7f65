"""Accounts: who may sign in as which person, and what pages keep beside the ledger (sessions, views, drafts, reads).

A database of its own beside the ledger's: nothing here decides who answers for what, and losing it loses no fact.
"""
