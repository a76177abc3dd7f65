"""Directives as pages: drafts, the document beside its tasks, questions, opening."""
