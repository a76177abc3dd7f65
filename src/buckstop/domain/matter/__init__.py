"""The responsibility protocol of one matter: what may happen to it, and who answers for it afterwards.

`decide` says yes or no to a command, `evolve` says what an event changes; both are pure. `words` holds the values,
`state` the matter, `events` and `commands` the two vocabularies, `rules/` one file per chapter of the protocol.
"""
