"""Demands in the terminal: one with its receivers, many as a table, and what each issuer is charged with."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich.table import Table

from buckstop.app.demand_queries import Charge, DemandPage, Share
from buckstop.cli.output import plain, plain_lines, text
from buckstop.cli.timeline import console
from buckstop.domain.demand.events import DemandEvent
from buckstop.domain.demand.state import Demand
from buckstop.domain.demand.words import DemandStatus, Repeats
from buckstop.i18n import gettext_noop as _
from buckstop.text.demand_words import DEMAND_KINDS, DEMAND_STATUS, REPEATS
from buckstop.text.events import told
from buckstop.text.readers import Reader


def demand_lines(demand: Demand, events: Iterable[DemandEvent], reader: Reader) -> list[str]:
    """What a command did to a demand, and how it stands."""
    lines = [
        text(
            _("%(demand)s is at version %(version)s: %(status)s."),
            demand=demand.id,
            version=demand.version,
            status=reader.word(DEMAND_STATUS, demand.status),
        )
    ]
    for event in events:
        found = told(event, reader)
        lines.append(f"  {reader.instant(event.happened_at)}  {found.sentence}")
        lines += [f"{' ' * 20}{detail}" for detail in found.details]
    return lines


def show_demand(page: DemandPage, reader: Reader) -> None:
    """Everything about a demand on stdout: head, what happened, receivers."""
    screen = console()
    screen.print(plain(f"{page.demand.id}  {page.demand.title}"), style="bold")
    screen.print(_head(page, reader))
    screen.print()
    screen.print(text(_("What happened")), style="bold")
    happened = Table(box=None, pad_edge=False, show_header=False)
    happened.add_column(justify="right", no_wrap=True, style="dim")
    happened.add_column(no_wrap=True)
    happened.add_column(overflow="fold")
    for number, event in enumerate(page.events, 1):
        found = told(event, reader)
        words = "\n".join((found.sentence, *found.details))
        happened.add_row(str(number), reader.instant(event.happened_at), plain_lines(words))
    screen.print(happened)
    screen.print()
    screen.print(text(_("Of whom it is asked")), style="bold")
    screen.print(_receivers(page.shares, reader))


def _head(page: DemandPage, reader: Reader) -> Table:
    demand = page.demand
    once = demand.repeats is Repeats.ONCE
    rows = (
        (_("State"), reader.word(DEMAND_STATUS, demand.status)),
        (_("Kind"), reader.word(DEMAND_KINDS, demand.kind)),
        (_("Asked by"), reader.unit(demand.issuer)),
        (_("Due"), demand.due_date.isoformat()),
        (_("How often"), reader.word(REPEATS, demand.repeats)),
        (_("Until"), "" if once else demand.until_date.isoformat()),
        (_("Ended"), demand.ended_date.isoformat() if demand.ended_date else ""),
        (_("Merged into"), demand.merged_into or ""),
        (_("Minutes each time"), f"{demand.person_minutes:,}"),
        (_("Charged in all"), _minutes(page.minutes)),
        (_("Topic"), demand.particulars.topic),
        (_("Rests on"), demand.authorisation),
        (_("Called a burden by"), reader.units(mark.unit for mark in demand.marks) if demand.marks else ""),
        (_("Version"), str(demand.version)),
    )
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for heading, words in rows:
        if words:
            table.add_row(text(heading), plain(words))
    return table


def _receivers(shares: Iterable[Share], reader: Reader) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(text(_("Unit")), overflow="fold")
    for heading in (_("Times"), _("Answered"), _("Minutes")):
        table.add_column(text(heading), justify="right", no_wrap=True)
    table.add_column(text(_("A burden, because")), overflow="fold")
    for share in shares:
        counts = (str(len(share.due_dates)), str(share.answered), f"{share.minutes:,}")
        table.add_row(plain(reader.unit(share.unit)), *counts, plain(share.burden))
    return table


def show_demands(demands: Sequence[Demand], reader: Reader) -> None:
    """Demands as a table on stdout."""
    table = Table(box=None, pad_edge=False)
    for heading in (_("Demand"), _("Title"), _("Kind"), _("Asked by")):
        table.add_column(text(heading), overflow="fold")
    for heading in (_("Units"), _("Minutes each time")):
        table.add_column(text(heading), justify="right")
    table.add_column(text(_("Due")), no_wrap=True)
    table.add_column(text(_("State")), overflow="fold")
    for demand in demands:
        table.add_row(
            plain(demand.id),
            plain(demand.title),
            plain(reader.word(DEMAND_KINDS, demand.kind)),
            plain(reader.unit(demand.issuer)),
            str(len(demand.receivers)),
            f"{demand.person_minutes:,}",
            _when(demand, reader),
            plain(reader.word(DEMAND_STATUS, demand.status)),
        )
    console().print(table)


def _when(demand: Demand, reader: Reader) -> str:
    if demand.repeats is Repeats.ONCE or demand.status is not DemandStatus.ASKED:
        return demand.due_date.isoformat()
    return text(
        _("%(repeats)s from %(day)s"), repeats=reader.word(REPEATS, demand.repeats), day=demand.due_date.isoformat()
    )


def show_charges(charges: Sequence[Charge], reader: Reader) -> None:
    """Who costs others how much, the heaviest first, on stdout."""
    table = Table(box=None, pad_edge=False)
    table.add_column(text(_("Charged to")), overflow="fold")
    for heading in (_("Demands"), _("Called a burden"), _("Minutes"), _("Hours")):
        table.add_column(text(heading), justify="right", no_wrap=True)
    for charge in charges:
        counts = (str(charge.demands), str(charge.marks), f"{charge.minutes:,}", f"{charge.minutes / 60:,.1f}")
        table.add_row(plain(reader.unit(charge.issuer)), *counts)
    console().print(table)


def plain_of(value: Any) -> Any:
    """Demands, pages and charges as JSON holds them; events with their names."""
    found = msgspec.to_builtins(value)
    if isinstance(value, DemandPage):
        for event, record in zip(value.events, found["events"], strict=True):
            record["type"] = event.NAME
    return found


def _minutes(minutes: int) -> str:
    return text(_("%(minutes)s minutes, %(hours)s hours"), minutes=f"{minutes:,}", hours=f"{minutes / 60:,.1f}")
