"""Scores: planted faults against finds, with intervals, and the gates they must pass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from buckstop.lens.fairness.funnel import wilson
from buckstop.simulator.logs import DOSES, TESTED_PLANTS, Truth

PRECISION_NEEDED = 0.95
RECALL_NEEDED = 0.90
# The dose at which a fault is so plain that it must be found.
PLAIN_DOSE = 0.5
FINDS_PER_TWIN_MAX = 0.1


@dataclass(frozen=True, slots=True)
class Outcome:
    """One world: what is true in it and what the screen said.

    Args:
        dose: dose of the planted faults; twin: nothing is planted at all.
        planted, collateral, counted: see `SimulatedLog`.
        found, once: findings named, and those beyond chance overall but not in two windows of three.
        counts: what the counting patterns counted.
        tests: tests of the screen.
    """

    dose: float
    twin: bool
    planted: frozenset[Truth]
    collateral: frozenset[Truth]
    counted: dict[Truth, int]
    found: frozenset[Truth]
    once: frozenset[Truth]
    counts: dict[Truth, int]
    tests: int


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % Wilson interval; nothing is claimed of an empty one."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share may well lie, None without any case."""
        return wilson(self.hits, self.of) if self.of else None


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern (or "" = all) at one dose.

    Args:
        recall: planted faults found. precision: finds that were planted; finds of collateral truths count neither way.
        once: planted faults shown without a name. collateral: finds that follow from another plant.
    """

    pattern: str
    dose: float
    recall: Share
    precision: Share
    once: int
    collateral: int


@dataclass(frozen=True, slots=True)
class Twins:
    """The worlds without any fault: every find is a false alarm."""

    twins: int
    tests: int
    finds: tuple[Truth, ...]
    with_finds: Share

    @property
    def per_twin(self) -> float:
        """False alarms per world."""
        return len(self.finds) / self.twins if self.twins else 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures.

    Args:
        rows: per dose and pattern, the total of a dose under "".
        worlds: planted worlds per dose.
        twins: the null twins.
        counts: planted units whose exact count was told, of all planted with a count.
        miscounts: counts of units in which none or another number was planted.
    """

    rows: tuple[Row, ...]
    worlds: int
    twins: Twins
    counts: Share
    miscounts: int
    false: tuple[Truth, ...] = field(default=())

    def total(self, dose: float) -> Row:
        """All patterns together at one dose."""
        return next(row for row in self.rows if row.dose == dose and not row.pattern)

    @property
    def gates(self) -> tuple[tuple[str, float | None, float, bool], ...]:
        """Per gate: what it asks for, the measured value, the bar, and whether it is passed."""
        plain = self.total(PLAIN_DOSE)
        precision, recall, alarms = plain.precision.value, plain.recall.value, self.twins.per_twin
        return (
            ("precision", precision, PRECISION_NEEDED, precision is not None and precision >= PRECISION_NEEDED),
            ("recall", recall, RECALL_NEEDED, recall is not None and recall >= RECALL_NEEDED),
            ("finds per twin", alarms, FINDS_PER_TWIN_MAX, alarms <= FINDS_PER_TWIN_MAX),
            ("exact counts", self.counts.value, 1.0, self.counts.value == 1.0 and not self.miscounts),
        )

    @property
    def passed(self) -> bool:
        """Whether every gate is passed."""
        return all(passed for _, _, _, passed in self.gates)


def score(outcomes: Iterable[Outcome]) -> Scores:
    """The scores of many worlds."""
    worlds = [outcome for outcome in outcomes if not outcome.twin]
    twins = [outcome for outcome in outcomes if outcome.twin]
    rows: list[Row] = []
    for dose in DOSES:
        at_dose = [world for world in worlds if world.dose == dose]
        rows += [_row(pattern, dose, at_dose) for pattern in (*TESTED_PLANTS, "")]
    told = [(truth, count, world.counts.get(truth, 0)) for world in worlds for truth, count in world.counted.items()]
    miscounts = sum(1 for world in [*worlds, *twins] for truth in world.counts if truth not in world.counted)
    finds = tuple(sorted(truth for twin in twins for truth in twin.found))
    return Scores(
        rows=tuple(rows),
        worlds=sum(1 for world in worlds if world.dose == PLAIN_DOSE),
        twins=Twins(
            twins=len(twins),
            tests=sum(twin.tests for twin in twins),
            finds=finds,
            with_finds=Share(sum(1 for twin in twins if twin.found), len(twins)),
        ),
        counts=Share(sum(1 for _, planted, counted in told if planted == counted), len(told)),
        miscounts=miscounts,
        false=tuple(sorted(truth for world in worlds for truth in world.found - world.planted - world.collateral)),
    )


def _row(pattern: str, dose: float, worlds: Sequence[Outcome]) -> Row:
    def of(truths: frozenset[Truth]) -> frozenset[Truth]:
        return frozenset(truth for truth in truths if pattern in (truth.pattern, ""))

    planted = sum(len(of(world.planted)) for world in worlds)
    hits = sum(len(of(world.planted & world.found)) for world in worlds)
    false = sum(len(of(world.found - world.planted - world.collateral)) for world in worlds)
    return Row(
        pattern=pattern,
        dose=dose,
        recall=Share(hits, planted),
        precision=Share(hits, hits + false),
        once=sum(len(of(world.planted & world.once)) for world in worlds),
        collateral=sum(len(of(world.found & world.collateral)) for world in worlds),
    )
