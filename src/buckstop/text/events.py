"""One sentence per event of a matter, a demand or a cycle, for timelines: units by name, instants in the organisation's zone.

What an event says beyond its sentence (a reason in full, a basis, who deputised) follows as detail lines.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from buckstop.domain.cycle.events import CycleEvent, TurnOpened
from buckstop.domain.cycle.words import DueRule, Rhythm, Turn
from buckstop.domain.demand.events import DemandEvent
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.words import Attachment, Grant, Protest, Terms, Timer
from buckstop.i18n import gettext_noop as _
from buckstop.text.accountability_events import CORE_SENTENCES
from buckstop.text.ask_events import ASK_SENTENCES
from buckstop.text.cycle_events import CYCLE_EVENT_SENTENCES
from buckstop.text.cycle_words import due_words, rhythm_words
from buckstop.text.demand_events import DEMAND_EVENT_SENTENCES
from buckstop.text.demand_words import DEMAND_KINDS, REPEATS
from buckstop.text.protocol_words import (
    CITIZEN_WORDS,
    HELP_KINDS,
    ORIGINS,
    OUTCOMES,
    PROFILES,
    PROPOSALS_ABOUT,
    PROTESTS,
    TIMERS,
    UPWARD_KINDS,
)
from buckstop.text.readers import Reader
from buckstop.text.refusals import UNIT_FIELDS
from buckstop.text.variants import Variant
from buckstop.text.work_events import WORK_SENTENCES

AnyEvent = MatterEvent | DemandEvent | CycleEvent

EVENT_SENTENCES: Mapping[str, tuple[Variant, ...]] = MappingProxyType(
    {**CORE_SENTENCES, **WORK_SENTENCES, **ASK_SENTENCES, **DEMAND_EVENT_SENTENCES, **CYCLE_EVENT_SENTENCES}
)
"""By name of the event: the first variant that holds is its sentence."""

_UNKNOWN = _("Something happened that this version has no words for: %(name)s.")
_CITIZEN = _("The citizen")
_ITSELF = _("The clock")
_DEPUTISING = _("%(post)s was absent; %(held)s acted as deputy.")
_PERCENT = _("%(percent)s %%")
_ATTACHMENT = _("%(name)s (SHA-256 %(digest)s...)")

MATTER_FIELDS = ("part", "into", "merged", "parent")
"""Fields of events of a matter that name another one."""
_UNITS = UNIT_FIELDS | {"to", "former", "proposed", "from_unit", "level", "receiver", "planned_for"}
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "about": PROPOSALS_ABOUT,
        "kind": {**UPWARD_KINDS, **DEMAND_KINDS, **HELP_KINDS},
        "origin": ORIGINS,
        "outcome": OUTCOMES,
        "profile": PROFILES,
        "repeats": REPEATS,
        "which": TIMERS,
        "word": CITIZEN_WORDS,
    }
)


@dataclass(frozen=True, slots=True)
class Detail:
    """A line below an event's sentence.

    Args:
        field: the line is shown for events that have something in it.
        sentence: with the placeholders of the event's sentence.
    """

    field: str
    sentence: str


_DETAILS = (
    Detail("text", _("In their words: %(text)s")),
    Detail("facts", _("New facts: %(facts)s")),
    Detail("basis", _("Basis: %(basis)s")),
    Detail("duty_item", _("Item of the duty list: %(duty_item)s")),
    Detail("authorisation", _("Rests on: %(authorisation)s")),
    Detail("approval", _("Approved by: %(approval)s")),
    Detail("proposed", _("Proposed instead: %(proposed)s")),
    Detail("shortfall_days", _("Working days missing for the registered minimum: %(shortfall_days)s")),
    Detail("protest", _("Objection on record, %(protest_kind)s: %(protest)s")),
    Detail("grant", _("Granted: %(grant)s")),
    Detail(
        "draw",
        _("Drawn by lot; units that could be drawn: %(draw_candidates)s. The seed stands in the entry of the log."),
    ),
    Detail("learned", _("Learned: %(learned)s")),
    Detail("met", _("Criteria met: %(met)s")),
    Detail("failed", _("Criteria not met: %(failed)s")),
    Detail("attachments", _("Attached: %(attachments)s")),
)


@dataclass(frozen=True, slots=True)
class Told:
    """An event in words.

    Args:
        details: whole sentences that stand below it.
    """

    sentence: str
    details: tuple[str, ...]


def told(event: AnyEvent, reader: Reader) -> Told:
    """What happened, in the reader's language; an event of a newer version gets a general sentence with its name."""
    shown = _shown(event, reader)
    variant = next((one for one in EVENT_SENTENCES.get(event.NAME, ()) if one.holds(event)), None)
    if variant is None:
        return Told(reader.say(_UNKNOWN, name=event.NAME), ())
    details = [
        reader.say(detail.sentence, **shown)
        for detail in _DETAILS
        if f"%({detail.field})s" not in variant.sentence and getattr(event, detail.field, None)
    ]
    if event.by is not None and event.by.for_post is not None:
        details.append(
            reader.say(_DEPUTISING, post=reader.post(event.by.for_post), held=reader.post(event.by.post or ""))
        )
    return Told(reader.say(variant.sentence, **shown), tuple(details))


def _shown(event: AnyEvent, reader: Reader) -> dict[str, str]:
    """Every placeholder an event's sentences may use."""
    shown = {"by": _speaker(event, reader)}
    for place in fields(event):
        shown |= _field(place.name, getattr(event, place.name), reader)
    if isinstance(event, TurnOpened):
        shown["matter"] = reader.matter(event.matter)
    if isinstance(event, MatterEvent):
        shown |= {name: reader.matter(found) for name in MATTER_FIELDS if (found := getattr(event, name, None))}
    return shown


def _speaker(event: AnyEvent, reader: Reader) -> str:
    if event.by is None:
        return reader.translate(_ITSELF)
    return reader.unit(event.by.unit) if event.by.unit else reader.translate(_CITIZEN)


def _field(name: str, value: Any, reader: Reader) -> dict[str, str]:
    match value:
        case Timer():
            return {name: reader.due(value)}
        case datetime():
            return {name: reader.instant(value)}
        case date():
            return {name: value.isoformat()}
        case Protest():
            return {"protest": value.text, "protest_kind": reader.word(PROTESTS, value.kind)}
        case Grant():
            return {name: granted(value, reader)}
        case Terms():
            return {"goal": value.goal}
        case Turn():
            return {name: value.day.isoformat()}
        case Rhythm():
            return {name: rhythm_words(value, reader)}
        case DueRule():
            return {name: due_words(value, reader)}
        case None:
            return {name: ""}
    if name in {"happened_at", "by"}:
        return {}
    return _plain(name, value, reader)


def _plain(name: str, value: Any, reader: Reader) -> dict[str, str]:
    ways: tuple[tuple[bool, Callable[[Any], str]], ...] = (
        (name in _UNITS, reader.unit),
        (name in {"units", "missing", "silent", "receivers"} and isinstance(value, tuple), reader.units),
        (name == "silent", reader.unit),
        (name == "post", reader.post),
        (name == "reason_class", reader.reason),
        (name == "duty_item", reader.duty),
        (name in _WORDS, lambda code: reader.word(_WORDS[name], code)),
        (name == "attachments", lambda several: reader.joined(_attached(one, reader) for one in several)),
        (name in {"failed", "met"}, lambda several: reader.joined(str(number + 1) for number in several)),
        (name == "percent", lambda percent: reader.say(_PERCENT, percent=percent)),
    )
    if name == "draw":
        return {"draw": "", "draw_candidates": str(value.candidates)}
    return {name: next((show(value) for holds, show in ways if holds), str(value))}


def _attached(attachment: Attachment, reader: Reader) -> str:
    return reader.say(_ATTACHMENT, name=attachment.name, digest=attachment.sha256[:12])


_GRANT_PARTS: tuple[tuple[str, str], ...] = (
    ("authority", _("authority: %(value)s")),
    ("people", _("people: %(value)s")),
    ("money", _("money: %(value)s yuan")),
    ("reference", _("document: %(value)s")),
)
_BETWEEN = _("; ")
_STOPS = ".;\u3002\uff1b"  # an authority written as a sentence stands inside one here


def granted(grant: Grant, reader: Reader) -> str:
    """What a grant gives, part by part."""
    shown = {
        "authority": grant.authority.rstrip(_STOPS),
        "people": grant.people,
        "money": _amount(grant.money),
        "reference": grant.reference,
    }
    parts = [reader.say(sentence, value=shown[name]) for name, sentence in _GRANT_PARTS if getattr(grant, name)]
    return reader.translate(_BETWEEN).join(parts)


def _amount(money: int) -> str:
    """An amount of the smallest unit in the main one: what a clerk reads is yuan, not fen."""
    whole, rest = divmod(money, 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
