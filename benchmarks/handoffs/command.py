"""The command line every contender has: `prepare` a store, `run` a load on it, one line of JSON as the answer."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.handoffs.load import Contender, LoadFailedError, load

STORES = ("sqlite", "postgresql")
USER = "postgres"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a contender keeps its matters.

    Args:
        store: one of STORES.
        folder: its own, for files of whatever kind.
        host: folder of the server's socket; "" on SQLite. Everyone connects as USER, without a password.
    """

    store: str
    folder: Path
    host: str = ""


def main(contender_at: Callable[[Place], Contender]) -> int:
    """Answer the command line for a contender that needs to know no more than its place."""
    asked = arguments().parse_args()
    return answer(asked, contender_at(place(asked)))


def arguments() -> argparse.ArgumentParser:
    """The arguments all contenders share."""
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=("prepare", "run"))
    parser.add_argument("--store", choices=STORES, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="the contender's own; `prepare` makes it")
    parser.add_argument("--host", default="", help="folder of the PostgreSQL server's socket")
    parser.add_argument("--matters", type=int, default=10_000)
    parser.add_argument("--units", type=int, default=200)
    parser.add_argument("--clients", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=4.0)
    return parser


def place(asked: argparse.Namespace) -> Place:
    """Where the caller wants the matters kept."""
    return Place(asked.store, asked.folder.resolve(), asked.host)


def answer(asked: argparse.Namespace, contender: Contender) -> int:
    """Do what was asked for; 1 if the load proves nothing."""
    if asked.task == "prepare":
        contender.prepare(asked.matters, asked.units)
        return 0
    try:
        outcome = load(contender, asked.clients, asked.seconds)
    except LoadFailedError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(asdict(outcome)))
    return 0
