"""The lines of the page of one's day, in words: what is asked, what silence means, how long there is, what can be done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from buckstop.app.open_asks import AskKind
from buckstop.app.today import Entry, EntryKind
from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.matter.commands.work import ReportDone
from buckstop.domain.permissions import ROLES
from buckstop.text.defaults import default_sentence
from buckstop.text.today import HEADINGS, asked_sentence, ends_today, left_words, words_behind
from buckstop.web.acts import ActLink, possible
from buckstop.web.named_supports import SLUG, WAIVE, asking_link
from buckstop.web.planned_offers import planned_offer
from buckstop.web.rows import RowView, row_of
from buckstop.web.today.why import People, for_information, waits_for_others, whose_word, why, why_title
from buckstop.web.visitors import Visitor

_ACTS: Mapping[EntryKind | AskKind, tuple[str, ...]] = MappingProxyType(
    {
        EntryKind.SIGN: ("accept", "return", "ask"),
        EntryKind.DECIDE: ("decide",),
        EntryKind.VERIFY: ("verify", "refute"),
        EntryKind.HELD: ("claim", "offer", "escalate"),
        EntryKind.RETURNED: ("claim", "offer", "escalate"),
        EntryKind.DUE: ("done", "progress", "ask-extension"),
        EntryKind.REQUEST: (),
        EntryKind.DECIDED: ("appeal",),
        AskKind.QUESTION: ("answer",),
        AskKind.SUPPORT: ("agree", "return-support", "deliver"),
        AskKind.DELIVERY: ("confirm", "reject"),
        AskKind.UPWARD: ("answer-upward", "answer-obstacle"),
        AskKind.EXTENSION: ("answer-extension",),
        AskKind.WAIT: ("answer-wait",),
        AskKind.SUMMONS: ("arrive",),
        AskKind.CONCLUSION: ("conclude",),
        AskKind.PROPOSAL: ("answer-proposal",),
        AskKind.NAMED: (SLUG, WAIVE),
    }
)
"""Acts that answer an entry, the likeliest first; everything else is done on the matter's own page."""
_BESIDE = ("progress", "note")
"""What who works there can do about an entry that somebody else of the unit has to answer: say how far it is, tell them."""

_AS_A_BATCH: Mapping[EntryKind, str] = MappingProxyType(
    {EntryKind.SIGN: "accept", EntryKind.HELD: "claim", EntryKind.RETURNED: "claim"}
)
"""Acts that several entries may be given at once. A decision is none: each dispute has its own reasons, so several are
decided alike only where somebody ticked them in a list."""
_ONE_WORKING_DAY = Span(1, SpanUnit.WORKING_DAY)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry for its reader.

    Args:
        anchor: name of its place in the page.
        asked: what the person is asked to do; about: the words of the request, or what happened.
        silence: what happens if nothing is done; group: the same in few words.
        due: the instant, due_at: for machines; left: how long that is. Empty where no clock runs.
        pressing: it ends today or is late.
        acts: what can be done right here.
        others: who has to answer where the person may not.
        why: why it is theirs, or for whom it waits, sentence by sentence; why_title: the question these answer.
        dated: the deadline of the work is said beside it, for the line is about something else.
        theirs: the first of the acts is what is expected of them.
    """

    anchor: str
    row: RowView
    asked: str
    about: str
    silence: str
    group: str
    due: str
    due_at: str
    left: str
    pressing: bool
    acts: tuple[ActLink, ...]
    others: str
    why: tuple[str, ...]
    why_title: str
    dated: bool
    theirs: bool


def line_of(entry: Entry, place: int, visitor: Visitor, people: People, now: datetime, open_parts: int) -> Line:
    """One entry in words.

    Args:
        place: its number in the page.
        open_parts: how many parts of its matter are still open, where it is asked to be finished.
    """
    read, clock = visitor.read, entry.clock
    due_at = clock.due_at if clock is not None else None
    finishes = bool(ROLES[ReportDone] & visitor.roles_in(entry.reason.unit))
    return Line(
        anchor=f"line-{place}",
        row=row_of(entry.row, read, now),
        asked=asked_sentence(
            entry, read, theirs=entry.reason.role is not None, finishes=finishes, open_parts=open_parts
        ),
        about=words_behind(entry, read),
        silence=default_sentence(clock, read) if clock is not None else "",
        group=read.translate(HEADINGS[entry.consequence].title),
        due=read.due_at(due_at, provisional=clock.provisional) if clock is not None and due_at is not None else "",
        due_at=due_at.isoformat() if due_at is not None else "",
        left=left_words(due_at, now, read) if due_at is not None else "",
        pressing=due_at is not None and is_pressing(due_at, now, visitor),
        acts=_acts_of(entry, visitor, open_parts, finishes=finishes),
        others=whose_word(entry, people, finishes=finishes),
        why=why(entry, visitor.person, people),
        why_title=read.translate(why_title(entry)),
        dated=entry.kind is not EntryKind.DUE,
        theirs=not waits_for_others(entry),
    )


def batch_act(entry: Entry) -> str:
    """The act that this entry and others like it may be given at once, empty where none is."""
    return _AS_A_BATCH.get(entry.kind, "") if entry.clock is not None else ""


def is_pressing(due_at: datetime, now: datetime, visitor: Visitor) -> bool:
    """Whether an instant is over, or over by the end of today."""
    return due_at <= now or ends_today(due_at, now, visitor.read)


def most_urgent_first(entries: Iterable[Entry], now: datetime, visitor: Visitor) -> list[Entry]:
    """What ends by the end of the next working day, then what is late already, then what ends later or never.

    Why what is late does not lead: what it costs has happened, while what ends tomorrow can still be kept.
    """
    next_day_ends_at = visitor.read.calendar.due(now, _ONE_WORKING_DAY).at

    def urgency(entry: Entry) -> tuple[int, datetime]:
        due_at = entry.clock.due_at if entry.clock is not None else None
        if due_at is None:
            return 3, entry.row.matter.updated_at
        if due_at <= now:
            return 1, due_at
        return (0 if due_at <= next_day_ends_at else 2), due_at

    return sorted(entries, key=urgency)


def _acts_of(entry: Entry, visitor: Visitor, open_parts: int, *, finishes: bool) -> tuple[ActLink, ...]:
    """What the visitor may do about just this entry, in the order of `_ACTS`."""
    if entry.ask is not None and entry.ask.kind is AskKind.NAMED:
        asking = asking_link(entry.row.matter, visitor, entry.row.written_version)
        waiving = possible(entry.row.matter, visitor, entry.row.written_version, (WAIVE,), open_parts)
        return (asking, *waiving) if asking is not None else ()
    wanted = _ACTS[entry.ask.kind if entry.ask is not None and entry.kind is EntryKind.ANSWER else entry.kind]
    if not for_information(entry) and (entry.reason.role is None or (entry.kind is EntryKind.DUE and not finishes)):
        wanted = tuple(dict.fromkeys((*wanted, *_BESIDE)))
    if not wanted:
        return ()
    offered = possible(entry.row.matter, visitor, entry.row.written_version, wanted, open_parts)
    number = entry.ask.ask if entry.ask is not None else None
    fitting = [one for one in offered if number is None or one.ask in {0, number}]
    ordered = sorted(fitting, key=lambda one: wanted.index(one.slug))
    planned = planned_offer(entry.row.matter, visitor, entry.row.written_version)
    return (planned, *ordered) if planned is not None and entry.kind is EntryKind.HELD else tuple(ordered)
