"""Directives in: a document becomes drafts of matters, with a question wherever the document does not say."""
