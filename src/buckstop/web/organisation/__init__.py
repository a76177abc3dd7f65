"""The organisation on pages: units, posts, people, who is away, what changes."""
