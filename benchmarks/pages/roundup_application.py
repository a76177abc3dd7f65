"""Roundup as a server serves it: the tracker that `benchmarks.handoffs.roundup_tracker prepare` made.

`python -m benchmarks.pages.roundup_application FOLDER NUMBER` gives so many users the password of the benchmark.
"""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.handoffs import newer_sqlite

PASSWORD = "for a benchmark"


def _application() -> Any:
    newer_sqlite.install()
    from roundup.cgi.wsgi_handler import RequestDispatcher  # type: ignore[import-not-found]  # a measured peer

    dispatcher = RequestDispatcher(os.environ["PAGES_FOLDER"] + "/tracker")

    def answered(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        # Roundup writes through what `start_response` returns, which the server at hand does not have.
        written: list[bytes] = []

        def started(status: str, headers: list[tuple[str, str]]) -> Callable[[bytes], None]:
            start(status, headers)
            return written.append

        dispatcher(environ, started)
        return written

    return answered


def _let_in(folder: Path, number: int) -> None:
    newer_sqlite.install()
    from roundup import instance  # type: ignore[import-not-found]  # as above
    from roundup.password import Password  # type: ignore[import-not-found]  # as above

    database = instance.open(str(folder / "tracker")).open("admin")
    for one in range(number):
        user = database.user.lookup(f"unit-{one}")
        database.user.set(user, password=Password(PASSWORD, config=database.config))
    database.commit()
    database.close()


if __name__ == "__main__":
    _let_in(Path(sys.argv[1]), int(sys.argv[2]))
elif "PAGES_FOLDER" in os.environ:
    application = _application()
