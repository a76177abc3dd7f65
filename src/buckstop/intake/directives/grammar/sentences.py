"""Responsibility inside a sentence: "led by A, with B and C in support, ...", "A is responsible for ..."."""

import re
from dataclasses import dataclass, replace

from buckstop.intake.directives.grammar.dates import dates_of
from buckstop.intake.directives.grammar.orders import Clause, order_in
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.responsibility import Role, Said, Share
from buckstop.intake.directives.grammar.subjects import (
    after_by,
    before_verb,
    is_strong,
    piece_behind,
    with_by,
)
from buckstop.intake.directives.grammar.units import Listed, list_of, looks_like_unit
from buckstop.intake.directives.grammar.verbs import BY_DUTIES, TOGETHER, closing, opening
from buckstop.intake.directives.model import DueKind, PostMention
from buckstop.intake.directives.names import UnitNames
from buckstop.intake.directives.words import any_of, compiled, entry

_PIECES = "\u3001,\uff0c"
_MOST_PIECES = 60  # of one list; no order names more units at once
_ENDS = "\u3002\uff01!;\uff1b. "
# The verb ends the piece, or its task follows right behind it.
_CLOSING = {
    Role.LEAD: compiled(closing("lead")),
    Role.RESPONSIBLE: compiled(rf"(?:{BY_DUTIES}|{closing('responsible')})"),
    Role.SUPPORT: compiled(closing("support")),
}
_OPENING = {role: compiled(opening(role.value)) for role in Role}
_BY_DUTIES = compiled(BY_DUTIES)
_TOGETHER = compiled(TOGETHER)
_PREFIXES = {
    Role.LEAD: compiled(any_of("verbs.led_by") + r"\s+"),
    Role.SUPPORT: compiled(any_of("verbs.supported_by") + r"\s+"),
}
_TASK_START = compiled(any_of("verbs.task_start"))
_OPEN_INSIDE = re.compile(entry("zh", "units.open_inside"))
_ATTRIBUTIVE = re.compile(entry("zh", "verbs.attributive"))
_REPORTED = re.compile(entry("zh", "verbs.reported"))
_REPORTED_BEHIND = re.compile(entry("zh", "verbs.reported_behind"))
_REPORTED_DONE = re.compile(
    entry("zh", "verbs.reported_done").replace("{kinds}", any_of(*(f"dates.kinds.{kind.value}" for kind in DueKind)))
)
_LED_BY_PERSON = re.compile(entry("zh", "verbs.led_by_person"))
_PERSON = re.compile(entry("zh", "verbs.person"))


@dataclass(frozen=True, slots=True)
class _Head:
    """Units with a verb: "A and B take the lead"."""

    start: int
    end: int
    shares: tuple[Share, ...]
    closed: bool  # nothing of the task stands behind the verb in this piece
    joined: bool = False  # a list behind "together with", which no verb needs to end


def clause_in(sentence: Passage, names: UnitNames | None) -> Clause | None:
    """The first clause of a sentence that names who leads or answers, with the supports named behind it."""
    sentence = sentence.part(sentence.start, sentence.start + len(sentence.words.rstrip(_ENDS)))
    pieces = list(sentence.split(_PIECES))
    person = _led_by_person(sentence, names)
    passed = 0
    for first in range(len(pieces)):
        if first < passed:
            continue
        head = _head(pieces, first, names, (Role.LEAD, Role.RESPONSIBLE))
        if head is None:
            passed = _list_end(pieces, first, names)
            continue
        if _is_told_of(sentence, head):
            return None
        shares, end = head.shares, head.end
        place = piece_behind(pieces, end)
        while head.closed and place < len(pieces):
            more = _head(pieces, place, names, (Role.SUPPORT, Role.RESPONSIBLE, Role.LEAD))
            more = more or _head(pieces, place, names, (Role.SUPPORT,), weak=True) or _joined_on(pieces, place, names)
            if more is None or not (more.closed or more.joined):
                break
            shares, end = shares + more.shares, more.end
            place = piece_behind(pieces, end)
            if not more.closed:
                break
        spans = [(with_by(sentence, head.start), end)]
        for more in _supports_behind(pieces, place, names):
            shares += more.shares
            spans.append((with_by(sentence, more.start), more.end))
        if person is not None and not head.closed:
            # Somebody else leads the whole; who "is responsible for" a piece of it contributes that piece.
            shares = tuple(replace(share, role=Role.SUPPORT) for share in shares)
        return Clause(tuple(spans), Said(shares, (person,) if person and person.words else ()))
    return _ordered(sentence, pieces, names)


def _ordered(sentence: Passage, pieces: list[Passage], names: UnitNames | None) -> Clause | None:
    """The clause of an order without a verb for who answers, with the supports named behind it."""
    order = order_in(sentence, names)
    if order is None:
        return None
    shares, spans = order.said.shares, list(order.spans)
    for more in _supports_behind(pieces, piece_behind(pieces, spans[-1][1]), names):
        shares += more.shares
        spans.append((with_by(sentence, more.start), more.end))
    return Clause(tuple(spans), replace(order.said, shares=shares))


def _list_end(pieces: list[Passage], first: int, names: UnitNames | None) -> int:
    """The piece behind a list of units that no verb follows: none of its units begins a clause either."""
    place = first + 1
    if is_strong(after_by(pieces[first]).words, names):
        while place < len(pieces) and looks_like_unit(pieces[place].words, names):
            place += 1
    return place


def supports_in(sentence: Passage, names: UnitNames | None) -> Clause | None:
    """The clause of a sentence that names nothing but supports: "B and C assist."; None where it says more."""
    sentence = sentence.part(sentence.start, sentence.start + len(sentence.words.rstrip(_ENDS)))
    pieces = list(sentence.split(_PIECES))
    head = _head(pieces, 0, names, (Role.SUPPORT,), weak=True) if pieces else None
    if head is None or not head.closed or head.end != sentence.end:
        return None
    return Clause(((with_by(sentence, head.start), head.end),), Said(head.shares))


def _led_by_person(sentence: Passage, names: UnitNames | None) -> PostMention | None:
    """Whom a sentence makes the lead where that is no unit; without words where it is no post either."""
    found = sentence.search(_LED_BY_PERSON)
    if found is None:
        return None
    who = sentence.part(found.start("who"), found.end("who"))
    if looks_like_unit(who.words, names) or any(looks_like_unit(one.words, names) for one in who.split(_PIECES)):
        return None
    return PostMention(who.words, who.place) if _PERSON.search(who.words) else PostMention("", who.place)


def _is_told_of(sentence: Passage, head: _Head) -> bool:
    """Whether words about who does it are a report or part of a name: "the plan led by A", "A has always led"."""
    before = sentence.text[sentence.start : with_by(sentence, head.start)]
    return bool(
        _ATTRIBUTIVE.match(sentence.text, head.end)
        or _REPORTED_BEHIND.match(sentence.text, head.end, sentence.end)
        or _REPORTED.search(before)
        or _attributive_behind(sentence, head)
        or (_REPORTED_DONE.search(sentence.text[head.end : sentence.end]) and not dates_of(sentence, strict=False))
    )


def _attributive_behind(sentence: Passage, head: _Head) -> bool:
    """Whether a list of units with their verbs ends in the word that makes it an attribute."""
    for piece in sentence.split(_PIECES):
        if piece.start >= head.end:
            supports = _CLOSING[Role.SUPPORT].search(piece.text, piece.start, piece.end)
            return bool(supports and _ATTRIBUTIVE.match(piece.text, supports.end()))
    return False


def _supports_behind(pieces: list[Passage], place: int, names: UnitNames | None) -> list[_Head]:
    """Supports that a sentence names behind the task: "A leads the repair, with B and C supporting"."""
    found = []
    while place < len(pieces):
        head = _head(pieces, place, names, (Role.SUPPORT,))
        if head is not None and head.closed:
            found.append(head)
            place = piece_behind(pieces, head.end)
        else:
            place += 1
    return found


def _head(
    pieces: list[Passage], first: int, names: UnitNames | None, roles: tuple[Role, ...], *, weak: bool = False
) -> _Head | None:
    """Units from a piece on, up to the verb that says what they do; None where the pieces do not read so.

    Args:
        weak: words that look like a unit are enough from the first one on, as right behind who leads.
    """
    started: Passage | None = None
    for place in range(first, min(first + _MOST_PIECES, len(pieces))):
        piece = pieces[place]
        for role in roles:
            if found := _verb_in(piece, names, role, listing=weak or place > first):
                units_end, verb_end, by_word = found
                start = started.start if started else by_word
                by_duties = bool(_BY_DUTIES.search(piece.text, units_end, verb_end))
                answering = role is Role.RESPONSIBLE and not by_duties
                if answering and (joint := _joint(piece, names, started=started)):
                    return _joint_head(pieces, place, started, joint, names)
                passage = Passage(piece.block, piece.text, start, units_end)
                units = list_of(passage, names)
                if not units.units:
                    return None
                return _Head(start, verb_end, (Share(role, units, by_duties),), verb_end == piece.end)
        if place == first and (prefixed := _prefixed(pieces, place, names, roles)):
            return prefixed
        if joint := _joint(piece, names, started=started):
            return _joint_head(pieces, place, started, joint, names)
        unit = after_by(piece) if place == first else piece
        strong = (
            looks_like_unit(unit.words, names)
            if weak or started or unit.start > piece.start
            else is_strong(unit.words, names)
        )
        if not strong:
            return None
        started = started or unit
    return None


def _verb_in(piece: Passage, names: UnitNames | None, role: Role, *, listing: bool) -> tuple[int, int, int] | None:
    """Where the units of a piece end, where its verb ends and where its units begin; None without units and verb."""
    for pattern, at_end in ((_CLOSING[role], True), (_OPENING[role], False)):
        for verb in pattern.finditer(piece.text, piece.start, piece.end):
            unit = before_verb(piece, verb.start())
            if not unit.words or (at_end and verb.end() != piece.end):
                continue
            led_in = unit.start > piece.start
            if looks_like_unit(unit.words, names) and (led_in or listing or is_strong(unit.words, names)):
                return unit.end, verb.end(), unit.start
    return None


def _prefixed(pieces: list[Passage], first: int, names: UnitNames | None, roles: tuple[Role, ...]) -> _Head | None:
    """Units behind "led by" or "supported by", up to the first piece that is no unit."""
    for role, pattern in _PREFIXES.items():
        found = pieces[first].match(pattern) if role in roles else None
        if found is None:
            continue
        units, end = Listed(), 0
        for piece in (pieces[first].part(found.end(), pieces[first].end), *pieces[first + 1 :]):
            if not looks_like_unit(piece.words, names):
                break
            units, end = units + list_of(piece, names), piece.end
        if units.units:
            return _Head(pieces[first].start, end, (Share(role, units),), closed=True)
    return None


def _joint(piece: Passage, names: UnitNames | None, *, started: Passage | None) -> tuple[Passage, Passage] | None:
    """The unit before "together with", and what stands behind these words."""
    for found in _TOGETHER.finditer(piece.text, piece.start, piece.end):
        if started is not None and found.start() == piece.start:
            return started, piece.part(found.end(), piece.end)
        unit = before_verb(piece, found.start())
        led_in = unit.start > piece.start
        if looks_like_unit(unit.words, names) and (led_in or started is not None or is_strong(unit.words, names)):
            return unit, piece.part(found.end(), piece.end)
    return None


def _joint_head(
    pieces: list[Passage], place: int, started: Passage | None, joint: tuple[Passage, Passage], names: UnitNames | None
) -> _Head | None:
    """In "A together with B, C and others drafts ...", A leads, the others support up to where the task begins."""
    lead, rest = joint
    start = started.start if started else lead.start
    leads = list_of(Passage(lead.block, lead.text, start, lead.end), names)
    supports, end, closed = _joined((rest, *pieces[place + 1 :]), names)
    if not leads.units or not supports.units:
        return None
    return _Head(start, end, (Share(Role.LEAD, leads), Share(Role.SUPPORT, supports)), closed)


def _joined(pieces: tuple[Passage, ...], names: UnitNames | None) -> tuple[Listed, int, bool]:
    """The units behind "together with", where they end, and whether their last piece holds nothing of the task."""
    supports, last = Listed(), 0
    for piece in pieces:
        end = _units_end(piece, names)
        if end is None:
            break
        supports += list_of(piece.part(piece.start, end), names)
        if answers := _OPENING[Role.RESPONSIBLE].match(piece.text, end, piece.end):
            end = answers.end()
        if end < piece.end:
            return supports, end, False
        last = end
    return supports, last, True


def _joined_on(pieces: list[Passage], place: int, names: UnitNames | None) -> _Head | None:
    """The units of a piece that begins with "together with", right behind those who lead."""
    found = pieces[place].match(_TOGETHER)
    if found is None:
        return None
    first = pieces[place]
    supports, end, closed = _joined((first.part(found.end(), first.end), *pieces[place + 1 :]), names)
    return _Head(first.start, end, (Share(Role.SUPPORT, supports),), closed, joined=True) if supports.units else None


def _units_end(piece: Passage, names: UnitNames | None) -> int | None:
    """Where the units at the beginning of a piece end: at its end, or where a verb begins the task."""
    if looks_like_unit(piece.words, names):
        return piece.end
    for found in _OPEN_INSIDE.finditer(piece.text, piece.start, piece.end):
        if looks_like_unit(piece.text[piece.start : found.start()], names):
            return found.end()
    for verb in _TASK_START.finditer(piece.text, piece.start, piece.end):
        if looks_like_unit(piece.text[piece.start : verb.start()], names):
            return verb.start()
    return None
