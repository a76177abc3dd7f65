"""The made-up county of the tutorials, in a process of its own: made once, served at the hour the guide tells.

`python -m tools.tutorial_county found HOME LAST_DATE WEEKS` lets it live until a day and gives its people accounts;
`python -m tools.tutorial_county serve HOME` serves any ledger with the product's own pages, says its port, and takes
instants from its input, one a line, which is what its clock then shows. It ends with its input.
"""

import os
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Event, Thread
from unittest import mock
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from buckstop.app.bootstrap import DEMO_ORIGIN, HomeConfig, create_ledger, open_ledger
from buckstop.app.clock import SetClock
from buckstop.app.timers import run_clock
from buckstop.cli.county_demo import let_in
from buckstop.ledger.batched_store import BatchedStore
from buckstop.simulator.county import CountySpec, live

_TICK_SECONDS = 0.5
_SPEC = CountySpec(departments=10, townships=5, villages=6, directives=9, requests=8.0)
"""As large as `buckstop demo --scale small`: the units of a tutorial are in every size."""


class _Server(ThreadingMixIn, WSGIServer):
    """Answers several requests at once; ends without waiting for browsers that keep a line open."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named so by the base class
        """Say nothing of answers that were given."""


def found(home: Path, last_date: date, weeks: int) -> None:
    """A county that lived some weeks until a day, with the accounts of the demo."""
    clock = SetClock(datetime.fromisoformat(f"{last_date}T12:00+08:00"))
    ledger = create_ledger(home, HomeConfig(DEMO_ORIGIN), clock)
    batched = BatchedStore(ledger.store)
    ledger.store = batched
    live(ledger, clock, replace(_SPEC, weeks=weeks).ending(last_date), None)
    ledger.store = batched.flush()
    let_in(ledger, home)
    ledger.store.close()


def serve(home: Path) -> None:
    """Serve the pages of a ledger; the clock stands at what was last read, first of all at the first line."""
    clock = SetClock(datetime.fromisoformat(sys.stdin.readline().strip()))
    os.environ["BUCKSTOP_LEDGER"] = str(home)
    with mock.patch("buckstop.app.bootstrap.SystemClock", return_value=clock):
        from buckstop.web.wsgi import application  # reads the settings of this ledger

        ledger, stop = open_ledger(home), Event()
        Thread(target=run_clock, args=(ledger, stop, _TICK_SECONDS), daemon=True).start()
        with make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            print(server.server_port, flush=True)
            for line in sys.stdin:
                clock.at = datetime.fromisoformat(line.strip())
                print("set", flush=True)
            server.shutdown()
        stop.set()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["found", folder, last, weeks]:
            found(Path(folder), date.fromisoformat(last), int(weeks))
        case ["serve", folder]:
            serve(Path(folder))
        case _:
            sys.exit(__doc__)
