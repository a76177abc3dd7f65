"""Responsibility inside a sentence: "led by A, with B and C in support, ...", "A is responsible for ..."."""

import re
from dataclasses import dataclass, replace

from buckstop.intake.directives.grammar.dates import dates_of
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.responsibility import Role, Said, Share
from buckstop.intake.directives.grammar.units import (
    Listed,
    can_be_told,
    is_collective,
    is_organ,
    list_of,
    looks_like_unit,
)
from buckstop.intake.directives.grammar.verbs import BY_DUTIES, MUST, TOGETHER, TOLD, closing, opening
from buckstop.intake.directives.model import PostMention
from buckstop.intake.directives.names import UnitNames
from buckstop.intake.directives.words import any_of, compiled, entry

_PIECES = "\u3001,\uff0c"
_MOST_PIECES = 60  # of one list; no order names more units at once
_REACH = 160  # characters before a verb in which its subject stands
_CLAUSES = ",\uff0c:\uff1a"
_COLON = re.compile("[:\uff1a]")
_ENDS = "\u3002\uff01!;\uff1b. "
_BY_WORD = compiled(any_of("verbs.by"))
_BY_MAIN = compiled(any_of("verbs.by_main"))
_BY_BEFORE = compiled(rf"{any_of('verbs.by', 'verbs.by_main')}\s*$")
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
_ORDERS = compiled(MUST)
_MUST = compiled(TOLD)
_OPEN_INSIDE = re.compile(entry("zh", "units.open_inside"))
_ATTRIBUTIVE = re.compile(entry("zh", "verbs.attributive"))
_REPORTED = re.compile(entry("zh", "verbs.reported"))
_REPORTED_BEHIND = re.compile(entry("zh", "verbs.reported_behind"))
_LED_BY_PERSON = re.compile(entry("zh", "verbs.led_by_person"))
_PERSON = re.compile(entry("zh", "verbs.person"))


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of a sentence that say who does it.

    Args:
        spans: start and end of the words, in order, to be left out of the task.
    """

    spans: tuple[tuple[int, int], ...]
    said: Said

    @property
    def start(self) -> int:
        """Where the words begin."""
        return self.spans[0][0]


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
        place = _behind(pieces, end)
        while head.closed and place < len(pieces):
            more = _head(pieces, place, names, (Role.SUPPORT, Role.RESPONSIBLE, Role.LEAD))
            more = more or _head(pieces, place, names, (Role.SUPPORT,), weak=True) or _joined_on(pieces, place, names)
            if more is None or not (more.closed or more.joined):
                break
            shares, end = shares + more.shares, more.end
            place = _behind(pieces, end)
            if not more.closed:
                break
        spans = [(_with_by(sentence, head.start), end)]
        for more in _supports_behind(pieces, place, names):
            shares += more.shares
            spans.append((_with_by(sentence, more.start), more.end))
        if person is not None and not head.closed:
            # Somebody else leads the whole; who "is responsible for" a piece of it contributes that piece.
            shares = tuple(replace(share, role=Role.SUPPORT) for share in shares)
        return Clause(tuple(spans), Said(shares, (person,) if person and person.words else ()))
    return _duty(sentence, names)


def _list_end(pieces: list[Passage], first: int, names: UnitNames | None) -> int:
    """The piece behind a list of units that no verb follows: none of its units begins a clause either."""
    place = first + 1
    if _is_strong(_after_by(pieces[first]).words, names):
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
    return Clause(((_with_by(sentence, head.start), head.end),), Said(head.shares))


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
    before = sentence.text[sentence.start : _with_by(sentence, head.start)]
    return bool(
        _ATTRIBUTIVE.match(sentence.text, head.end)
        or _REPORTED_BEHIND.match(sentence.text, head.end, sentence.end)
        or _REPORTED.search(before)
        or _attributive_behind(sentence, head)
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
            place = _behind(pieces, head.end)
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
        unit = _after_by(piece) if place == first else piece
        strong = (
            looks_like_unit(unit.words, names)
            if weak or started or unit.start > piece.start
            else _is_strong(unit.words, names)
        )
        if not strong:
            return None
        started = started or unit
    return None


def _verb_in(piece: Passage, names: UnitNames | None, role: Role, *, listing: bool) -> tuple[int, int, int] | None:
    """Where the units of a piece end, where its verb ends and where its units begin; None without units and verb."""
    for pattern, at_end in ((_CLOSING[role], True), (_OPENING[role], False)):
        for verb in pattern.finditer(piece.text, piece.start, piece.end):
            unit = _before_verb(piece, verb.start())
            if not unit.words or (at_end and verb.end() != piece.end):
                continue
            led_in = unit.start > piece.start
            if looks_like_unit(unit.words, names) and (led_in or listing or _is_strong(unit.words, names)):
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
        unit = _before_verb(piece, found.start())
        led_in = unit.start > piece.start
        if looks_like_unit(unit.words, names) and (led_in or started is not None or _is_strong(unit.words, names)):
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


def _duty(sentence: Passage, names: UnitNames | None) -> Clause | None:
    """The clause of "County Bureau must ... by September": organs of administration as the subject, and a deadline.

    Whoever is asked by name ("A is requested to ...") needs no deadline.
    """
    for verb in _MUST.finditer(sentence.text, sentence.start, sentence.end):
        before = sentence.part(_clause_start(sentence, verb.start()), verb.start())
        subject = _before_verb(before, before.end)
        led_in = subject.start > before.start
        units = list_of(subject, names)
        told = bool(units.units) and all(
            can_be_told(unit.words, names) or (unit.collective and led_in) for unit in units.units
        )
        single = led_in and looks_like_unit(subject.words, names) and not is_collective(subject.words)
        if not (single or (told and (led_in or _ORDERS.fullmatch(verb.group())))):
            continue
        if (told and led_in) or dates_of(sentence, strict=False):
            shares: tuple[Share, ...] = (Share(Role.RESPONSIBLE, units),)
            end = verb.end() if _ORDERS.fullmatch(verb.group()) else verb.start()
            spans = [(_with_by(sentence, subject.start), end)]
            pieces = list(sentence.split(_PIECES))
            for more in _supports_behind(pieces, _behind(pieces, verb.end()), names):
                shares += more.shares
                spans.append((_with_by(sentence, more.start), more.end))
            return Clause(tuple(spans), Said(shares))
    return _addressed(sentence, names)


def _addressed(sentence: Passage, names: UnitNames | None) -> Clause | None:
    """The clause of "County Bureau: ... by September"."""
    found = sentence.search(_COLON)
    if found is None or not dates_of(sentence, strict=False):
        return None
    unit = sentence.part(sentence.start, found.start())
    if not can_be_told(unit.words, names):
        return None
    return Clause(((unit.start, found.end()),), Said((Share(Role.RESPONSIBLE, list_of(unit, names)),)))


def _after_by(piece: Passage) -> Passage:
    """What stands behind the last word for "by" of a piece; the whole piece without one."""
    marks = list(_BY_WORD.finditer(piece.text, piece.start, piece.end))
    mark = marks[-1] if marks else piece.match(_BY_MAIN)
    return piece.part(mark.end(), piece.end) if mark else piece


def _before_verb(piece: Passage, verb: int) -> Passage:
    """The words right before a verb that could be its subject; none where no unit could be so long."""
    start = max(piece.start, verb - _REACH)
    near = piece.part(start, verb)
    subject = _after_by(near)
    cut = start > piece.start and subject.start == near.start
    return near.part(near.start, near.start) if cut else subject


def _clause_start(sentence: Passage, verb: int) -> int:
    """Where the clause of a verb begins: behind the last comma or colon, as far as a subject could reach."""
    near = sentence.text[max(sentence.start, verb - _REACH) : verb]
    ends = [near.rfind(sign) for sign in _CLAUSES]
    return verb - len(near) + max(ends) + 1 if max(ends) >= 0 else sentence.start


def _with_by(sentence: Passage, start: int) -> int:
    """Where the word for "by" in front of units begins; where they begin, without one."""
    before = _BY_BEFORE.search(sentence.text[sentence.start : start])
    return sentence.start + before.start() if before else start


def _is_strong(words: str, names: UnitNames | None) -> bool:
    """Whether words are a unit even where no word for "by" leads them in: an organ, or a group."""
    return is_organ(words, names) or is_collective(words.strip())


def _behind(pieces: list[Passage], end: int) -> int:
    """Number of the first piece that begins behind an offset."""
    return next((place for place, piece in enumerate(pieces) if piece.start >= end), len(pieces))
