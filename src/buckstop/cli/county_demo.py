"""The county of the demo: its ledger filled and verified, its log for the lens, and what is worth a look."""

import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from buckstop.app.accounts import create_account
from buckstop.app.analyse import LogRequest
from buckstop.app.bootstrap import HomeConfig, create_ledger
from buckstop.app.clock import SetClock, SystemClock
from buckstop.app.ledger import Ledger
from buckstop.app.ledger_log import Lines, write_ledger_log
from buckstop.app.standing import Standing, standing
from buckstop.app.verifying import LedgerCheck
from buckstop.cli.demo_pages import PASSWORD
from buckstop.cli.ledger_proofs import show_faults
from buckstop.cli.output import plain, progress, result, say, text, translate
from buckstop.domain.ids import UnitId
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.batched_store import BatchedStore
from buckstop.ledger.checkpoint import Trust
from buckstop.simulator.county import SCALES, demo_people, live
from buckstop.simulator.county.words import words
from buckstop.text.ledger import fault_sentence

_FAILED = 1


def fill(home: Path, origin: str, seed: int, scale: str, until_date: date | None) -> Ledger:
    """A new ledger in a folder, in which a county of that scale lived; its clock stands on the last evening.

    Args:
        until_date: the last day; None for yesterday, where the calendar of China says what day it is.
    """
    clock = SetClock(SystemClock().now())
    ledger = create_ledger(home, HomeConfig(origin), clock)
    last = until_date or ledger.calendar.local_date(clock.at) - timedelta(1)
    spec = replace(SCALES[scale], seed=seed).ending(last)
    say(
        _(
            "A made-up county lives from %(first)s to %(last)s in a ledger of its own: its people hold, hand over, answer, "
            "forget ..."
        ),
        first=spec.first_date.isoformat(),
        last=spec.last_date.isoformat(),
    )
    batched = BatchedStore(ledger.store)  # what a crash would lose, the same seed makes again
    ledger.store = batched
    try:
        with progress() as tell:
            lived = live(ledger, clock, spec, tell)
    finally:
        ledger.store = batched.flush()
    say(
        _("%(units)s units, %(persons)s persons, %(entries)s entries in the log."),
        units=len(lived.cast.units),
        persons=lived.persons,
        entries=f"{ledger.store.end().size:,}",
    )
    return ledger


def verify(ledger: Ledger) -> None:
    """Check the whole ledger and say so; a fault ends the program."""
    size = ledger.store.end().size
    with progress() as tell:

        def told(done: int, what: str) -> None:
            if tell is not None:
                tell(done, size if what == "log" else None, what)

        found = LedgerCheck(ledger, Trust(ledger.key.verifier()), tell=told).run()
    if found.faulty:
        show_faults(found.faults, found.faulty)
        say(_("The ledger does not verify: %(fault)s"), fault=fault_sentence(found.faults[0], translate()))
        sys.exit(_FAILED)
    say(
        _("Verified: every entry, %(checkpoints)s checkpoints, every state replayed, %(sealed)s sealed texts."),
        checkpoints=f"{found.checkpoints:,}",
        sealed=f"{found.sealed:,}",
    )


def log_request(ledger: Ledger, folder: Path) -> LogRequest:
    """The ledger's log for the lens in a folder, asked about by whose clock ran: that is what only a ledger knows."""
    spoken = words()
    request = write_ledger_log(ledger, folder, Lines(spoken.forms["line_pattern"], spoken.names["line_order"]))
    return replace(request, holder="clock")


def look(ledger: Ledger, home: Path) -> None:
    """What is worth a look, and three commands that look."""
    found = standing(ledger)
    _show_standing(ledger, found)
    shown, times = found.returned[0]
    say(_("Ask the ledger (%(home)s) yourself:"), home=str(home))
    result(f"buckstop matter show {shown.id} --home {home}")
    result(f"buckstop ledger verify --home {home}")
    result(f"buckstop ledger prove {shown.id} {times + 1} --home {home} --out {home.parent}")


def let_in(ledger: Ledger, home: Path) -> None:
    """Accounts for people one gets to know in the county; they open on this machine only."""
    for one in demo_people(ledger):
        create_account(
            home,
            username=one.login,
            password=PASSWORD,
            person=one.person,
            display_name=one.name,
            language="",  # the browser's
            must_change=False,
            demo=True,
        )


def _show_standing(ledger: Ledger, found: Standing) -> None:
    organisation = ledger.organisation()

    def name(unit: UnitId) -> str:
        known = organisation.unit(unit)
        return known.name if known else unit

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    table.add_row(f"{found.matters:,}", text(_("matters, %(open)s of them open"), open=f"{found.open:,}"))
    for unit, count in found.overdue[:3]:
        table.add_row(f"{count:,}", plain(text(_("overdue with %(unit)s"), unit=name(unit))))
    for matter, times in found.returned[:1]:
        line = text(_("times %(matter)s came back: %(title)s"), matter=matter.id, title=matter.title)
        table.add_row(f"{times:,}", plain(line))
    Console(stderr=True, highlight=False, soft_wrap=True).print(table)
