"""Pages under load: ours, two trackers' and a server that thinks of nothing, over HTTP, side by side.

`python -m benchmarks.pages` makes everybody's 100,000 matters where they are missing (minutes, once: they are kept below
`out/bench/pages`), measures in turns and writes docs/reference/pages.md. `--prepare` only makes them. A short try:
`--matters 3000 --users 700 --rounds 1 --seconds 0.5 --work out/try --out out/try/pages.md`.
"""
