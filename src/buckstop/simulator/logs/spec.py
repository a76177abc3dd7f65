"""LogSpec: what kind of organisation to simulate and which faults to plant in it, as plain values."""

from dataclasses import dataclass, replace

# Pattern -> how many subjects get it. The names are the file names in `buckstop.lens.patterns`.
TESTED_PLANTS: dict[str, int] = {
    "ping_pong": 2,
    "longer_cycle": 1,
    "pure_relay": 2,
    "queue_gap": 2,
    "tactical_wait": 2,
    "wait_before_deadline": 2,
    "deadline_rush": 2,
    "reopened_after_close": 2,
    "push_to_front_missed": 2,
    "upward_dumping": 2,
}
COUNTED_PLANTS: dict[str, int] = {"orphan": 2, "many_heads": 2}
DOSES = (0.1, 0.2, 0.5)


@dataclass(frozen=True, slots=True)
class LogSpec:
    """One simulated year of a service organisation.

    Args:
        seed: everything random follows from it.
        cases: cases that start within the year.
        front, second, third: units on the three lines.
        types: case types, 1 to 6, each with its own legal routes.
        language: `en` or `zh`: names, headings, zone and holidays.
        year: calendar year in which the cases start.
        plants: patterns to plant, any of `TESTED_PLANTS` and `COUNTED_PLANTS`.
        dose: share of its opportunities in which a planted unit shows the pattern, 0 to 1.
        counted: cases per subject for the counted plants (orphan, many_heads); 0 plants none.
        spread: standard deviation (logit scale) of the harmless differences between units in every rate.
    """

    seed: int = 1
    cases: int = 4000
    front: int = 24
    second: int = 12
    third: int = 4
    types: int = 4
    language: str = "en"
    year: int = 2025
    plants: tuple[str, ...] = (*TESTED_PLANTS, *COUNTED_PLANTS)
    dose: float = 0.5
    counted: int = 6
    spread: float = 0.0

    def null_twin(self) -> "LogSpec":
        """The same organisation, with the same heavy legal routes, in which nobody does anything wrong."""
        return replace(self, dose=0.0, counted=0)


@dataclass(frozen=True, order=True, slots=True)
class Truth:
    """One planted fact: this pattern, shown by this subject (towards this object, for pairs).

    Args:
        pattern: file name of the pattern.
        subject: name of the unit; for pairs the centre that sends back.
        object: name of the second unit of a pair, else "".
    """

    pattern: str
    subject: str
    object: str = ""
