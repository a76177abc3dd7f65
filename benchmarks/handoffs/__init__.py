"""Hand-offs per second: Buckstop, two trackers and the bare database, each change committed and durable.

`python -m benchmarks.handoffs` measures all of them in turns, on SQLite and on PostgreSQL, with 1, 8 and 32 client
processes, and writes what it saw. A contender is a module that gives `main` of `load.py` a `Contender`; it answers

    python -m benchmarks.handoffs.roundup_tracker prepare --store sqlite --folder out/x --matters 10000 --units 200
    python -m benchmarks.handoffs.roundup_tracker run     --store sqlite --folder out/x --clients 8 --seconds 4

the second with one line of JSON. `python -m benchmarks.handoffs.postgresql` starts a server to try one alone.
Buckstop's own contender is the module `benchmarks.handoffs.ours`; while it is not there, the page says so.
"""
