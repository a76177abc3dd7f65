"""Hand-offs per second: Buckstop, two trackers and the bare database, each change committed and durable.

`python -m benchmarks.handoffs` measures all of them in turns, on SQLite and on PostgreSQL, with 1, 8 and 32 client
processes, compares with the bars and writes docs/reference/handoffs.md. `--runs 1 --seconds 1 --skip Roundup` is a
short try; `--large 1000000` also asks whether cost grows with the number of matters.

A contender is a module with the command line of `command.py`, which it gets by handing `command.main` a function from
a `Place` (store, folder, server) to a `Contender` (`load.py`: prepare, client, history_rows, holders):

    python -m benchmarks.handoffs.raw_commits prepare --store sqlite --folder out/limit --matters 10000 --units 200
    python -m benchmarks.handoffs.raw_commits run     --store sqlite --folder out/limit --clients 8 --seconds 4

The second prints one line of JSON. Peers' modules run the same way under `.peers/bin/python` with `PYTHONPATH=.`;
`python -m benchmarks.handoffs.postgresql` starts a server for the other store. Buckstop's own contender is the module
`benchmarks.handoffs.ours`, the limit `benchmarks.handoffs.raw_commits`.
"""
