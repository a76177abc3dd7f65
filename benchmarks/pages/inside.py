"""What a page costs inside the application: statements, milliseconds of the processor, and where they go.

    python -m benchmarks.pages.inside --folder out/bench/pages/buckstop--sqlite
    python -m benchmarks.pages.inside --folder ... --profile Today

Through Django's own test client, without a server, one page after the other. Statements are those that reach a database,
the ledger's and the accounts', told by hooks of the connections; beginnings and ends of transactions are not counted.
"""

import argparse
import cProfile
import json
import multiprocessing
import os
import pstats
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.board_matters import BUREAUS, OFFICE, WORDS, speaker
from benchmarks.boards import statements

_NOT_COUNTED = ("BEGIN", "ROLLBACK", "COMMIT", "PRAGMA", "SAVEPOINT", "RELEASE")


def pages(known: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """By the name it is measured under: who looks at which address.

    Args:
        known: of the ledger, as `benchmarks.pages.ledger open` tells it.
    """
    head, office = str(speaker(BUREAUS[0]).person), str(speaker(OFFICE).person)
    return {
        "Today": (head, "/today/"),
        "board, the office": (office, "/board/"),
        "board, a bureau": (head, "/board/"),
        "unit board": (head, f"/board/unit/{BUREAUS[0]}/"),
        "directive board": (office, f"/board/directive/{known['directive']}/"),
        "search, Chinese": (head, f"/search/?q={quote(WORDS['search'])}"),
        "search, English": (head, "/search/?q=county+repair"),
        "list": (head, "/matters/"),
        "matter": (head, f"/matters/{known['busy'][0]}/"),
    }


@contextmanager
def _all_statements() -> Iterator[list[str]]:
    from django.db import connection

    from buckstop.web import opened

    told: list[str] = []

    def of_accounts(execute: Any, sql: str, *rest: Any) -> Any:
        told.append(sql)
        return execute(sql, *rest)

    # On PostgreSQL the hook of the driver hears the accounts' statements as well.
    hears_all = connection.vendor == "postgresql"
    with (
        statements(opened.ledger()) as seen,
        nullcontext() if hears_all else connection.execute_wrapper(of_accounts),
    ):
        yield told
    told[:] = [one for one in (*told, *seen) if not one.startswith(_NOT_COUNTED)]


def main() -> None:
    """One line of JSON: statements and milliseconds by page; or a profile of one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages.inside", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--profile", default="", help="name of a page; shows where its time goes")
    parser.add_argument("--show", default="", help="name of a page; shows its statements")
    asked = parser.parse_args()
    os.environ["BUCKSTOP_LEDGER"] = str(asked.folder.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "buckstop.web.settings"

    from buckstop.app.accounts import accounts_address
    from buckstop.db.accounts.keeping import open_accounts

    # A kept folder may be of an older program. In a process of its own, for Django reads its settings once.
    mending = multiprocessing.get_context("spawn").Process(
        target=open_accounts, args=(accounts_address(asked.folder.resolve()),)
    )
    mending.start()
    mending.join()

    import django

    django.setup()
    from django.test import Client

    from benchmarks.pages.ledger import landmarks
    from buckstop.db.accounts.models import Account
    from buckstop.web import opened

    told = {}
    for name, (person, address) in pages(landmarks(opened.ledger(), 1)).items():
        if asked.profile not in {"", name} or asked.show not in {"", name}:
            continue
        client = Client(SERVER_NAME="localhost")
        client.force_login(Account.objects.get(person=person))

        def look(client: Client = client, address: str = address) -> None:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)

        look()
        look()
        with _all_statements() as seen:
            look()
        if asked.show:
            print("\n".join(seen))
        if asked.profile:
            profile = cProfile.Profile()
            profile.runcall(look)
            pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
        busy = []
        for _ in range(asked.runs):
            worked = time.process_time()
            look()
            busy.append((time.process_time() - worked) * 1000)
        told[name] = {"statements": len(seen), "processor_ms": round(statistics.median(busy), 1)}
    opened.ledger().store.close()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
