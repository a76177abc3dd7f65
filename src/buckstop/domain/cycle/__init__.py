"""Cycles: work that comes again. A unit says once what, how often and until when; each turn opens one matter on that unit.

The same shape as `matter` and `demand`: `decide` says yes or no to a command, `evolve` says what an event changes, both
pure. `schedule` tells the days, `turns` what happens when one of them comes.
"""
