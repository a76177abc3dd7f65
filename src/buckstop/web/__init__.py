"""Pages: parse what a person asks, hand it to `app`, show the answer. No rule lives here."""
