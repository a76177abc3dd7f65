"""The state of an inspection while it goes on: the sample, its times and cases, and what was guessed so far."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from buckstop.intake.columns import Column
from buckstop.intake.inspecting.model import UNSURE, Guess, Reason
from buckstop.intake.inspecting.sample import Cases, Sample
from buckstop.intake.inspecting.vocabulary import name_score
from buckstop.intake.raw import RawLog
from buckstop.intake.written_times import TimeColumn
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.mapping import ChangeSpec


@dataclass(eq=False)
class Look:
    """Everything the guessers share.

    Args:
        raw: the log.
        sample: sampled rows, null words already counted as empty.
        times: columns that hold times.
        cases: sampled rows by case and time; None until the case column is known.
        changes: how the sample was made into events, if the log is a history of changes.
        clock: per row of `cases.order` the wall-clock microseconds of the event; None until the time is known.
    """

    raw: RawLog
    sample: Sample
    times: dict[str, TimeColumn]
    cases: Cases | None = None
    clock: npt.NDArray[np.int64] | None = None
    guesses: dict[str, Guess] = field(default_factory=dict)
    doubts: list[Issue] = field(default_factory=list)
    changes: ChangeSpec | None = None

    def guess(
        self,
        key: str,
        value: str | tuple[str, ...],
        confidence: float,
        *reasons: Reason,
        others: tuple[str, ...] = (),
    ) -> None:
        """Note a guess; an unsure one is a doubt as well."""
        self.guesses[key] = Guess(key, value, round(min(max(confidence, 0.0), 1.0), 2), reasons, others)
        if confidence < UNSURE and isinstance(value, str):
            self.doubt("inspect.unsure", Severity.WARNING, column=value, key=key, confidence=round(100 * confidence))

    def doubt(
        self,
        code: str,
        severity: Severity,
        *,
        column: str | None = None,
        count: int = 1,
        **fields: str | float,
    ) -> None:
        """Note a doubt."""
        self.doubts.append(Issue(code, severity, self.raw.name, self.raw.sheet, None, column, count, fields))

    def column(self, key: str) -> str | None:
        """The column guessed for a key, or None."""
        guess = self.guesses.get(key)
        return guess.value if guess and isinstance(guess.value, str) else None

    def taken(self) -> set[str]:
        """Columns already guessed for some key."""
        return {guess.value for guess in self.guesses.values() if isinstance(guess.value, str)}

    def free(self) -> list[Column]:
        """Columns without a role yet that hold text: no times, at least two values."""
        taken = self.taken()
        return [
            column
            for name, column in self.sample.columns.items()
            if name not in taken and name not in self.times and len(column.values) > 1
        ]

    def in_cases(self) -> Cases:
        """The cases; only asked once the case column is known."""
        assert self.cases is not None
        return self.cases


def name_reason(column: str, role: str) -> tuple[Reason, ...]:
    """A reason where the name speaks for the role."""
    return (Reason("name.fits", {"column": column}),) if name_score(column, role) >= 0.3 else ()
