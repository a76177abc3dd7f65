"""The rules of the protocol, one file per chapter. Each rule reads a draft, and either refuses or adds events to it."""
