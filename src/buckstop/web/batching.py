"""One act on many matters: what would happen to each, then each by itself, and what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from buckstop.app.answers import Submission
from buckstop.app.cautions import CautionCode, cautions
from buckstop.app.presently import Present, presently
from buckstop.app.previewing import preview
from buckstop.app.queries import events_of
from buckstop.app.readership import sight_of
from buckstop.app.sight import matters_of
from buckstop.domain.ids import MatterId
from buckstop.domain.seeing import Viewer
from buckstop.web.acting import do
from buckstop.web.acts import ACTS
from buckstop.web.acts.act import Act, Field, Scene, Values
from buckstop.web.effects import Effects, effects_of, outcome_sentences
from buckstop.web.scenes import able, scene_of
from buckstop.web.visitors import Visitor

MOST = 200
"""Matters one batch may hold: more than that nobody looks through before the click."""

OF_ALL = frozenset({CautionCode.HOLDS_ALREADY, CautionCode.HOLDS_LATE})
"""Cautions that are about the receiver, not about one matter."""


@dataclass(frozen=True, slots=True)
class Row:
    """One matter of a batch.

    Args:
        version: as it was looked at; ask: number of the offer or request it is about, 0 for none.
        chosen: it is to be part of it.
        possible: it would be done, or was.
        effects: what would happen, or why nothing; None while answers are missing.
        said: what became of it, once it was done.
    """

    matter: str
    title: str
    holder: str
    version: int
    ask: int
    chosen: bool
    possible: bool
    effects: Effects | None
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Matters a batch is about.

    Args:
        unseen: how many of those named are not there or not the visitor's to see.
        logged: ids of those whose reading goes on record.
    """

    presents: tuple[Present, ...]
    unseen: int
    logged: tuple[str, ...]


def chosen_matters(who: Visitor, viewer: Viewer, ids: list[str]) -> Chosen:
    """The matters of these ids as they stand now, in the order they were named, each once."""
    named = list(dict.fromkeys(ids))[:MOST]
    found = matters_of(who.ledger.store.load(named).snapshots.values()) if named else {}
    written = [matter for name in named if (matter := found.get(MatterId(name))) is not None]
    seen, logged = [], []
    for present in presently(who.ledger, who.organisation, written):
        sight = sight_of(who.organisation, present.matter, viewer)
        if sight.allowed:
            seen.append(present)
            if sight.logged:
                logged.append(str(present.matter.id))
    return Chosen(tuple(seen), len(named) - len(seen), tuple(logged))


def batch_acts(who: Visitor, presents: tuple[Present, ...]) -> tuple[tuple[Act, int], ...]:
    """Acts that can be done on several at once, with for how many of these they are offered."""
    counted = (
        (act, sum(act.stands(one.matter) and bool(able(who, act, one)) for one in presents))
        for act in ACTS.values()
        if act.shared is not None
    )
    return tuple((act, count) for act, count in counted if count)


def shared_fields(act: Act) -> tuple[Field, ...]:
    """The questions that are asked once for all; what speaks for a unit in one of the matters says nothing of the others."""
    return tuple(replace(field, grounds=None) for field in act.fields if field.name in (act.shared or ()))


def scenes(
    who: Visitor, act: Act, presents: tuple[Present, ...], key: str, asks: Mapping[str, int]
) -> tuple[Scene, ...]:
    """A scene for each matter; every one has a key of its own, so that sending a batch again does nothing twice.

    Args:
        asks: by matter, the number of the offer or request that was looked at.
    """
    return tuple(
        scene_of(who, act, one, key_for(key, one.matter.id), ask=asks.get(one.matter.id, 0)) for one in presents
    )


def key_for(key: str, matter: str) -> str:
    """The key of one matter in a batch; it begins with the day, as ids of what it opens do."""
    return f"{key}-{sha256(matter.encode()).hexdigest()[:16]}"


def of_one(act: Act, scene: Scene, shared: Values) -> dict[str, Any]:
    """Answers for one matter: the shared ones, and those it gives itself."""
    own = act.of_each(scene) if act.of_each else {}
    return {**own, **shared}


def foreseen_row(act: Act, scene: Scene, shared: Values | None, *, chosen: bool | None, drafted: bool) -> Row:
    """What would happen to one matter.

    Args:
        chosen: None where nobody ticked anything yet: then what is possible is.
        shared: None while answers are missing.
    """
    effects = None
    if shared is not None:
        command = act.made(of_one(act, scene, shared), scene)
        seen = preview(scene.ledger, Submission("preview", scene.actor, command, scene.version))
        warned = cautions(scene.ledger, scene.organisation, scene.matter, command)
        own = [one for one in warned if one.code not in OF_ALL]
        effects = effects_of(
            seen, events_of(scene.ledger, scene.matter.id), scene.read, own, tells=scene.tells, drafted=drafted
        )
    possible = effects is not None and not effects.refusal
    ticked = chosen if chosen is not None else possible or effects is None
    return _row(scene, chosen=ticked, possible=possible, effects=effects)


def done_row(act: Act, scene: Scene, shared: Values, key: str, version: int | None) -> Row:
    """Do it to one matter, and say what became of it."""
    done = do(act, scene, of_one(act, scene, shared), key_for(key, scene.matter.id), version)
    if done.matter is None:
        return _row(scene, chosen=True, possible=False, effects=None, said=(done.refusal,))
    events = events_of(scene.ledger, scene.matter.id, after=version or 0)
    said = tuple(outcome_sentences(scene.matter, done.matter, events, scene.read))
    return _row(scene, chosen=True, possible=True, effects=None, said=said)


def _row(scene: Scene, *, chosen: bool, possible: bool, effects: Effects | None, said: tuple[str, ...] = ()) -> Row:
    return Row(
        matter=scene.matter.id,
        title=scene.matter.title,
        holder=scene.read.unit(scene.matter.holder),
        version=scene.version,
        ask=scene.ask,
        chosen=chosen,
        possible=possible,
        effects=effects,
        said=said,
    )
