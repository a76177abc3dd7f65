"""Demands: the cases of a year before anybody handles them: when, what, how urgent, and who demanded them."""

from dataclasses import dataclass

import numpy as np

from buckstop.simulator.logs.organisation import Organisation
from buckstop.simulator.logs.spec import LogSpec
from buckstop.simulator.logs.stays import DAY, HOUR, Cases, Floats, Ints
from buckstop.simulator.logs.words import Words

_DEMANDED = 0.3
_SECOND_US = 1_000_000


@dataclass(slots=True)
class Demands:
    """The cases and everything known about them at the start, by case number.

    Args:
        cases: type, priority, channel, start, deadline.
        first: unit each case starts with.
        demander: position in the list of demanders, -1 = a citizen.
        subject: text of the demand.
    """

    cases: Cases
    first: Ints
    demander: Ints
    subject: list[str]


def demands(spec: LogSpec, org: Organisation, names: Words, year_us: int, rng: np.random.Generator) -> Demands:
    """The demands of one year.

    Args:
        year_us: working time of the year, in which all cases start.
    """
    count = spec.cases
    # A busy autumn; and from January to December the types shift, so windows must not be pooled blindly.
    share = np.sort(np.where(rng.random(count) < 0.8, rng.random(count), rng.triangular(0.6, 0.75, 0.9, count)))
    started = (HOUR + share * (year_us - 2 * HOUR)).astype(np.int64) // _SECOND_US * _SECOND_US
    weight = 1.0 + np.linspace(-0.4, 0.4, spec.types)[None, :] * (share[:, None] - 0.5)
    kind = drawn(np.cumsum(weight / weight.sum(axis=1, keepdims=True), axis=1), rng)
    first = drawn(org.first[kind], rng)
    demanders = len(names.lists["demanders"])
    demander = np.where(rng.random(count) < _DEMANDED, rng.integers(0, demanders, count), -1)
    subject = names.subjects(rng, count)
    for (unit,) in org.roles.get("many_heads", ()) if spec.counted else ():
        pool = np.flatnonzero((first == unit) & (np.arange(first.size) < count))
        chosen = rng.choice(pool, size=spec.counted, replace=False)
        demander[chosen] = np.maximum(demander[chosen], 0)
        demander = np.append(demander, _another(demander[chosen], demanders, rng))
        subject += _again(names, [subject[case] for case in chosen.tolist()], rng)
        kind, first = np.append(kind, kind[chosen]), np.append(first, first[chosen])
        started = np.append(started, started[chosen] + rng.integers(1, 6, spec.counted) * DAY)
    days = np.array([behaviour.due_days for behaviour in org.types])[kind]
    due = (started // DAY + 1 + days) * DAY - _SECOND_US
    # Every unit has its own mix of priorities and channels, and both move the rates: crude rates would accuse.
    priority = drawn(np.cumsum(rng.dirichlet((4.0, 8.0, 4.0), org.lines.size), axis=1)[first], rng)
    channel = drawn(np.cumsum(rng.dirichlet((4.0, 4.0, 4.0, 2.0), org.lines.size), axis=1)[first], rng)
    return Demands(Cases(kind, priority, channel, started, due), first, demander, subject)


def drawn(cumulative: Floats, rng: np.random.Generator) -> Ints:
    """One draw per row of cumulative probabilities."""
    rolls = rng.random(size=(cumulative.shape[0], 1))
    picks: Ints = np.minimum((cumulative <= rolls).sum(axis=1), cumulative.shape[1] - 1)
    return picks


def _another(demander: Ints, demanders: int, rng: np.random.Generator) -> Ints:
    """A different demander for each."""
    picks: Ints = (demander + rng.integers(1, demanders, demander.size)) % demanders
    return picks


def _again(names: Words, subjects: list[str], rng: np.random.Generator) -> list[str]:
    """The same demands in slightly other words."""
    forms = names.lists["again"]
    picks = rng.integers(0, len(forms), len(subjects)).tolist()
    return [forms[pick].format(subject) for pick, subject in zip(picks, subjects, strict=True)]
