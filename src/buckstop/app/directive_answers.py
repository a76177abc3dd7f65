"""What is kept of a review: the tasks as they stand, a few steps back, and how to recognise the reading they rest on."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any

from buckstop.app.directive_review import Review, Task, Way
from buckstop.domain.ids import DutyItemId, UnitId
from buckstop.domain.matter.words import Visibility
from buckstop.intake.directives.model import Asked, Draft

_STEPS_BACK = 10
_SHOWN = 16

DISCARDED = '{"discarded": true'
"""How the text of answers begins whose draft was discarded."""


@dataclass(frozen=True, slots=True)
class Answers:
    """A review as it is kept.

    Args:
        token: of the draft; what is opened from it gets ids and keys that follow from it.
        reading: what `fingerprint` says of the reading the tasks were made from.
        changed_by: name of who changed it last.
        before: earlier reviews, the latest last.
    """

    token: str
    reading: str
    review: Review
    discarded: bool = False
    changed_by: str = ""
    before: tuple[Review, ...] = ()

    def changed(self, review: Review) -> "Answers":
        """With another review; the one so far can be taken back."""
        return replace(self, review=review, before=(*self.before, self.review)[-_STEPS_BACK:])

    def undone(self) -> "Answers":
        """With the review before the last change; the same where there is none."""
        return replace(self, review=self.before[-1], before=self.before[:-1]) if self.before else self


def fingerprint(draft: Draft) -> str:
    """A word for what was read: another one where a newer version finds other tasks in the same document."""
    read = [[item.number, item.task, item.place.block] for item in draft.items]
    return sha256(json.dumps(read).encode()).hexdigest()[:_SHOWN]


def written(answers: Answers) -> str:
    """The text that is kept; it begins by saying whether the draft was discarded."""
    said = {
        "discarded": answers.discarded,
        "token": answers.token,
        "reading": answers.reading,
        "changed_by": answers.changed_by,
        "review": asdict(answers.review),
        "before": [asdict(one) for one in answers.before],
    }
    return json.dumps(said, ensure_ascii=False, default=_plain)


def read_back(text: str) -> Answers:
    """The answers of a text that `written` made."""
    said = json.loads(text)
    return Answers(
        token=said["token"],
        reading=said["reading"],
        review=_review(said["review"]),
        discarded=said["discarded"],
        changed_by=said["changed_by"],
        before=tuple(_review(one) for one in said["before"]),
    )


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    assert isinstance(value, Enum), value
    return value.value


def _review(said: Mapping[str, Any]) -> Review:
    rest = {
        "due_date": _day(said["due_date"]),
        "visibility": Visibility(said["visibility"]),
        "way": Way(said["way"]),
        "tasks": tuple(_task(one) for one in said["tasks"]),
    }
    return Review(**{**said, **rest})


def _task(said: Mapping[str, Any]) -> Task:
    lists = {name: tuple(said[name]) for name in ("supports", "named", "criteria", "steps")}
    rest = {
        "lead": UnitId(said["lead"]) if said["lead"] else None,
        "due_date": _day(said["due_date"]),
        "visibility": Visibility(said["visibility"]) if said["visibility"] else None,
        "duty_item": DutyItemId(said["duty_item"]) if said["duty_item"] else None,
        "settled": frozenset(Asked(one) for one in said["settled"]),
    }
    return Task(**{**said, **lists, **rest})


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
