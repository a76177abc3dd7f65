"""A matter in the terminal: what happened, who held it, whose clock ran, and what happens if nobody does anything."""

import sys
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from buckstop.app.queries import Branch, MatterPage
from buckstop.app.running import RunningClock, running_clocks
from buckstop.cli.output import plain, plain_lines, text
from buckstop.domain.matter.clocks import Stretch
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase
from buckstop.domain.organisation import Organisation
from buckstop.i18n import gettext_noop as _
from buckstop.text.defaults import default_sentence
from buckstop.text.events import granted, told
from buckstop.text.lights import light_sentence, schedule_words
from buckstop.text.protocol_words import CITIZEN_WORDS, EVIDENCE, ORIGINS, OUTCOMES, PHASES, PROFILES, REASONS_WHY
from buckstop.text.readers import Reader

_WIDE, _NARROW = 160, 100
_HOUR = timedelta(hours=1)


def console() -> Console:
    """A console as wide as the terminal; into a pipe or a file as wide as a timeline needs."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)


# --- after a command --------------------------------------------------------------------------------------------------


def outcome_lines(
    matter: Matter, events: Iterable[MatterEvent], organisation: Organisation, reader: Reader
) -> list[str]:
    """What a command did, who holds the matter now, and what happens if nobody does anything."""
    lines = [
        text(
            _("%(matter)s is at version %(version)s: %(phase)s."),
            matter=matter.id,
            version=matter.version,
            phase=reader.word(PHASES, matter.phase),
        )
    ]
    for event in events:
        found = told(event, reader)
        lines.append(f"  {reader.instant(event.happened_at)}  {found.sentence}")
        lines += [f"{' ' * 20}{detail}" for detail in found.details]
    if matter.open:
        lines.append(text(_("Holder: %(holder)s"), holder=reader.unit(matter.holder)))
    lines += _next_lines(running_clocks(matter, organisation), reader)
    return lines


def _next_lines(clocks: Sequence[RunningClock], reader: Reader) -> list[str]:
    if not clocks:
        return []
    return [text(_("What comes next:")), *(f"  {default_sentence(clock, reader)}" for clock in clocks)]


# --- one matter -------------------------------------------------------------------------------------------------------


def show_page(page: MatterPage, reader: Reader) -> None:
    """Everything about a matter on stdout: head, timeline, clocks, parts."""
    screen = console()
    screen.print(plain(f"{page.matter.id}  {page.matter.title}"), style="bold")
    screen.print(_head(page, reader))
    for heading, part in (
        (_("What happened"), _timeline(page, reader)),
        (_("Who held it, and whose clock ran"), _stretches(page.stretches, reader, narrow=screen.width < _NARROW)),
        (_("Parts"), _tree(page, reader)),
        (_("What comes next"), _nexts(page, reader)),
    ):
        if part is not None:
            screen.print()
            screen.print(text(heading), style="bold")
            screen.print(part)
    if page.unwritten:
        screen.print()
        screen.print(
            plain(
                text(
                    _(
                        "Steps marked * happened by themselves; the next command or the clock writes them down "
                        "(steps: %(count)s)."
                    ),
                    count=page.unwritten,
                )
            )
        )


def _head(page: MatterPage, reader: Reader) -> Table:
    matter = page.matter
    terms = matter.terms
    rows = (
        (_("State"), reader.word(PHASES, matter.phase)),
        (_("Held by"), reader.unit(matter.holder)),
        (_("Given by"), reader.unit(matter.giver)),
        (_("Verification"), reader.word(EVIDENCE, matter.evidence)),
        (_("Deadline"), reader.due(matter.deadline) if matter.deadline else ""),
        (_("Schedule"), schedule_words(page.axes.schedule, page.axes.lights, reader) if page.axes.schedule else ""),
        (_("Lights"), "\n".join(light_sentence(light, reader) for light in page.axes.lights)),
        (_("Outcome"), reader.word(OUTCOMES, matter.outcome) if matter.outcome else ""),
        (_("Citizen"), reader.word(CITIZEN_WORDS, matter.citizen) if matter.requesters else ""),
        (_("Goal"), terms.goal),
        (_("Criteria"), "\n".join(f"{number}. {words}" for number, words in enumerate(terms.criteria, 1))),
        (_("Steps planned"), "\n".join(f"{number}. {words}" for number, words in enumerate(terms.steps, 1))),
        (_("To be reached"), f"{terms.quantity} {terms.measure}" if terms.quantity is not None else ""),
        (_("Granted"), granted(terms.grant, reader) if terms.grant else ""),
        (_("First responsible"), reader.post(terms.first_responsible) if terms.first_responsible else ""),
        (_("Comes from"), terms.reference or reader.word(ORIGINS, matter.origin)),
        (_("Clocks"), reader.word(PROFILES, matter.profile)),
        (_("Moves used"), f"{matter.moves} / {matter.moves_allowed}"),
        (_("Appeals used"), f"{matter.appeals} / {matter.appeals_allowed}" if matter.appeals else ""),
        (_("Objections on record"), str(matter.protests) if matter.protests else ""),
        (_("Part of"), " > ".join(f"{one.id} {one.title}" for one in page.above)),
        (_("Version"), str(page.written_version)),
    )
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for heading, words in rows:
        if words:
            table.add_row(text(heading), plain_lines(words))
    return table


def _timeline(page: MatterPage, reader: Reader) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True, style="dim")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for number, event in enumerate(page.events, 1):
        found = told(event, reader)
        mark = "*" if number > page.written_version else str(number)
        table.add_row(mark, reader.instant(event.happened_at), plain_lines("\n".join((found.sentence, *found.details))))
    return table


def _stretches(stretches: Sequence[Stretch], reader: Reader, *, narrow: bool) -> Table | None:
    """Holder and clock of every stretch; a narrow screen gets them as one sentence."""
    if not stretches:
        return None
    table = Table(box=None, pad_edge=False)
    table.add_column(text(_("From")), no_wrap=True)
    if not narrow:
        table.add_column(text(_("Until")), no_wrap=True)
    table.add_column(text(_("Hours")), justify="right", no_wrap=True)
    for heading in (_("Holder and clock"),) if narrow else (_("Held by"), _("Clock"), _("Because")):
        table.add_column(text(heading), overflow="fold")
    for stretch in stretches:
        holder, clock = reader.unit(stretch.holder), reader.unit(stretch.clock)
        why = reader.word(REASONS_WHY, stretch.why)
        if stretch.provisional:
            why = text(_("%(why)s (not final)"), why=why)
        start, hours = reader.instant(stretch.from_at), f"{stretch.length / _HOUR:,.1f}"
        if narrow:
            line = _("%(holder)s holds it, the clock runs for %(clock)s: %(why)s")
            table.add_row(start, hours, plain(text(line, holder=holder, clock=clock, why=why)))
        else:
            table.add_row(start, reader.instant(stretch.until_at), hours, plain(holder), plain(clock), plain(why))
    return table


def _tree(page: MatterPage, reader: Reader) -> Tree | None:
    if not page.parts:
        return None
    tree = Tree(_branch(page.matter, reader))
    _grow(tree, page.parts, reader)
    return tree


def _grow(tree: Tree, parts: Iterable[Branch], reader: Reader) -> None:
    for part in parts:
        _grow(tree.add(_branch(part.matter, reader)), part.parts, reader)


def _branch(matter: Matter, reader: Reader) -> Text:
    line = _("%(matter)s  %(title)s: %(holder)s, %(phase)s")
    if matter.offer is not None:
        line = _("%(matter)s  %(title)s: %(holder)s, offered to %(to)s")
    return plain(
        text(
            line,
            matter=matter.id,
            title=matter.title,
            holder=reader.unit(matter.holder),
            phase=reader.word(PHASES, matter.phase),
            to=reader.unit(matter.offer.to if matter.offer else None),
        )
    )


def _nexts(page: MatterPage, reader: Reader) -> RenderableType | None:
    lines = [plain(default_sentence(clock, reader)) for clock in page.clocks]
    return Group(*lines) if lines else None


# --- many matters -----------------------------------------------------------------------------------------------------


def show_list(matters: Sequence[Matter], reader: Reader) -> None:
    """Matters as a table on stdout: holder, state, deadline; on a wide screen what is due next, too."""
    screen = console()
    table = Table(box=None, pad_edge=False)
    for heading in (_("Matter"), _("Title"), _("Held by"), _("State")):
        table.add_column(text(heading), overflow="fold")
    wide = screen.width >= _NARROW
    if wide:
        table.add_column(text(_("Next due")), no_wrap=True)
    table.add_column(text(_("Deadline")), no_wrap=True)
    for matter in matters:
        due_at = matter.next_due_at()
        next_due = (reader.instant(due_at) if due_at else "",) if wide else ()
        table.add_row(
            plain(matter.id),
            plain(matter.title),
            plain(reader.unit(matter.holder)),
            _state(matter, reader),
            *next_due,
            reader.due(matter.deadline) if matter.deadline else "",
        )
    screen.print(table)


def _state(matter: Matter, reader: Reader) -> Text:
    if matter.phase is Phase.OFFERED and matter.offer is not None:
        return plain(text(_("offered to %(to)s"), to=reader.unit(matter.offer.to)))
    return plain(reader.word(PHASES, matter.phase))


# --- for programs -----------------------------------------------------------------------------------------------------


def plain_page(page: MatterPage) -> dict[str, Any]:
    """A matter as JSON holds it: codes and ids, instants as RFC 3339 in UTC."""
    found: dict[str, Any] = msgspec.to_builtins(page)
    for event, record in zip(page.events, found["events"], strict=True):
        record["type"] = event.NAME
    return found


def plain_matter(matter: Matter) -> dict[str, Any]:
    """The state of a matter as JSON holds it."""
    found: dict[str, Any] = msgspec.to_builtins(matter)
    return found
