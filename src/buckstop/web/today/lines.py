"""The lines of the page of one's day, in words: what is asked, what silence means, how long there is, what can be done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from buckstop.app.open_asks import AskKind
from buckstop.app.today import Entry, EntryKind
from buckstop.text.defaults import default_sentence
from buckstop.text.today import HEADINGS, asked_sentence, ends_today, left_words, words_of_ask
from buckstop.web.acts import ActLink, possible
from buckstop.web.rows import RowView, row_of
from buckstop.web.today.why import People, whose_word, why
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
    }
)
"""Acts that answer an entry, the likeliest first; everything else is done on the matter's own page."""

_AS_A_BATCH: Mapping[EntryKind, str] = MappingProxyType(
    {EntryKind.SIGN: "accept", EntryKind.HELD: "claim", EntryKind.RETURNED: "claim", EntryKind.DECIDE: "decide"}
)
"""Acts that several entries may be given at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry for its reader.

    Args:
        anchor: name of its place in the page.
        asked: what the person is asked to do; about: the words of the request.
        silence: what happens if nothing is done; group: the same in few words.
        due: the instant, due_at: for machines; left: how long that is. Empty where no clock runs.
        pressing: it ends today or is late.
        acts: what can be done right here.
        others: who has to answer where the person may not.
        why: why it is theirs, sentence by sentence.
        batch: the act that may be done to several, empty where none is.
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
    batch: str


def line_of(entry: Entry, place: int, visitor: Visitor, people: People, now: datetime) -> Line:
    """One entry in words.

    Args:
        place: its number in the page.
    """
    read, clock, matter = visitor.read, entry.clock, entry.row.matter
    due_at = clock.due_at if clock is not None else None
    acts = _acts_of(entry, visitor)
    batch = _AS_A_BATCH.get(entry.kind, "")
    return Line(
        anchor=f"line-{place}",
        row=row_of(entry.row, read, now),
        asked=asked_sentence(entry, read),
        about=words_of_ask(matter, entry.ask) if entry.ask is not None else "",
        silence=default_sentence(clock, read) if clock is not None else "",
        group=read.translate(HEADINGS[entry.consequence].title),
        due=read.due_at(due_at, provisional=clock.provisional) if clock is not None and due_at is not None else "",
        due_at=due_at.isoformat() if due_at is not None else "",
        left=left_words(due_at, now, read) if due_at is not None else "",
        pressing=due_at is not None and is_pressing(due_at, now, visitor),
        acts=acts,
        others=whose_word(entry, people),
        why=why(entry, visitor.person, people),
        batch=batch if any(one.slug == batch for one in acts) else "",
    )


def is_pressing(due_at: datetime, now: datetime, visitor: Visitor) -> bool:
    """Whether an instant is over, or over by the end of today."""
    return due_at <= now or ends_today(due_at, now, visitor.read)


def most_urgent_first(entries: Iterable[Entry], now: datetime, visitor: Visitor) -> list[Entry]:
    """What ends today, then what is late already, then what ends next; what never does comes last."""

    def urgency(entry: Entry) -> tuple[int, datetime]:
        due_at = entry.clock.due_at if entry.clock is not None else None
        if due_at is None:
            return 3, entry.row.matter.updated_at
        if ends_today(due_at, now, visitor.read):
            return 0, due_at
        return (1 if due_at <= now else 2), due_at

    return sorted(entries, key=urgency)


def _acts_of(entry: Entry, visitor: Visitor) -> tuple[ActLink, ...]:
    """What the visitor may do about just this entry, in the order of `_ACTS`."""
    wanted = _ACTS[entry.ask.kind if entry.ask is not None and entry.kind is EntryKind.ANSWER else entry.kind]
    if not wanted:
        return ()
    ask = entry.ask.ask if entry.ask is not None and entry.ask.kind is not AskKind.QUESTION else 0
    offered = possible(entry.row.matter, visitor, entry.row.written_version)
    fitting = [one for one in offered if one.slug in wanted and one.ask in {0, ask}]
    return tuple(sorted(fitting, key=lambda one: wanted.index(one.slug)))
