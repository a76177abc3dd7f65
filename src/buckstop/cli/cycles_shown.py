"""Cycles in the terminal: one with what it opened, many as a table."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich.table import Table

from buckstop.app.cycle_queries import CyclePage, PastRow
from buckstop.cli.output import plain, text
from buckstop.cli.timeline import console
from buckstop.domain.cycle.events import CycleEvent
from buckstop.domain.cycle.state import Cycle
from buckstop.i18n import gettext_noop as _
from buckstop.text.cycle_words import CYCLE_STATUS, due_words, rhythm_words
from buckstop.text.events import told
from buckstop.text.protocol_words import OUTCOMES, PHASES
from buckstop.text.readers import Reader

_COMING = 6


def cycle_lines(cycle: Cycle, events: Iterable[CycleEvent], reader: Reader) -> list[str]:
    """What a command did to a cycle, and how it stands."""
    status = reader.word(CYCLE_STATUS, cycle.status)
    message = _("%(cycle)s is at version %(version)s: %(status)s.")
    lines = [text(message, cycle=cycle.id, version=cycle.version, status=status)]
    lines += [f"  {reader.instant(event.happened_at)}  {told(event, reader).sentence}" for event in events]
    return lines


def show_cycle(page: CyclePage, reader: Reader) -> None:
    """Everything about a cycle on stdout: head, what came, what was said."""
    screen, cycle = console(), page.cycle
    screen.print(plain(f"{cycle.id}  {cycle.title}"), style="bold")
    screen.print(_head(page, reader))
    screen.print()
    screen.print(text(_("What came so far")), style="bold")
    came = Table(box=None, pad_edge=False, show_header=False)
    for _column in range(4):
        came.add_column(overflow="fold")
    for one in page.past:
        came.add_row(*(plain(words) for words in _past(one, reader)))
    screen.print(came)
    screen.print()
    screen.print(text(_("What was said about it")), style="bold")
    for event in page.events:
        screen.print(plain(f"{reader.instant(event.happened_at)}  {told(event, reader).sentence}"))


def _head(page: CyclePage, reader: Reader) -> Table:
    cycle = page.cycle
    rows = (
        (_("State"), reader.word(CYCLE_STATUS, cycle.status)),
        (_("Opens on"), reader.unit(cycle.unit)),
        (_("Meant for"), reader.unit(cycle.planned_for) if cycle.planned_for else ""),
        (_("Comes"), rhythm_words(cycle.rhythm, reader)),
        (_("Due"), due_words(cycle.due, reader)),
        (_("Coming days"), reader.joined(turn.day.isoformat() for turn in page.coming[:_COMING])),
        (_("Last day"), cycle.until_date.isoformat()),
        (_("Ended"), cycle.ended_date.isoformat() if cycle.ended_date else ""),
        (_("Goal"), cycle.terms.goal),
        (_("Rests on"), cycle.terms.reference),
        (_("Version"), str(cycle.version)),
    )
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, words in rows:
        if words:
            table.add_row(text(name), plain(words))
    return table


def _past(one: PastRow, reader: Reader) -> tuple[str, str, str, str]:
    day = one.past.turn.day.isoformat()
    if one.row is None:
        return day, "", text(_("passed over")), one.past.reason
    matter = one.row.matter
    stands = reader.word(OUTCOMES, matter.outcome) if matter.outcome else reader.word(PHASES, matter.phase)
    return day, matter.id, stands, reader.unit(matter.holder)


def show_cycles(cycles: Sequence[Cycle], reader: Reader) -> None:
    """Cycles as a table on stdout."""
    table = Table(box=None, pad_edge=False)
    for heading in (_("Cycle"), _("Title"), _("Opens on"), _("Meant for"), _("Comes")):
        table.add_column(text(heading), overflow="fold")
    for heading in (_("Next time"), _("Last day")):
        table.add_column(text(heading), no_wrap=True)
    table.add_column(text(_("State")), overflow="fold")
    for cycle in cycles:
        table.add_row(
            plain(cycle.id),
            plain(cycle.title),
            plain(reader.unit(cycle.unit)),
            plain(reader.unit(cycle.planned_for) if cycle.planned_for else ""),
            plain(rhythm_words(cycle.rhythm, reader)),
            cycle.next.day.isoformat() if cycle.next else "",
            cycle.until_date.isoformat(),
            plain(reader.word(CYCLE_STATUS, cycle.status)),
        )
    console().print(table)


def plain_of(page: CyclePage) -> Any:
    """A cycle with its turns as JSON holds it; events with their names."""
    events = [{**msgspec.to_builtins(event), "type": event.NAME} for event in page.events]
    coming = [turn.day.isoformat() for turn in page.coming]
    return {"cycle": msgspec.to_builtins(page.cycle), "coming": coming, "events": events}
