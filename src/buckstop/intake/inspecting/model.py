"""What an inspection says: a guessed mapping, with a reason for every guess and a list of doubts, as values."""

from dataclasses import dataclass, field

from buckstop.lens.issues import Issue
from buckstop.lens.mapping import Mapping

Fields = dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was guessed. Its sentence is in `buckstop.text.inspection`.

    Args:
        code: dotted name, e.g. `name.fits`.
        fields: values for the sentence.
    """

    code: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guess:
    """One key of the mapping, as guessed.

    Args:
        key: key of the mapping file, e.g. `columns.unit`, `time.format`, `holders.robots`.
        value: the column or word guessed, or several.
        confidence: 0 to 1; below `UNSURE` a person must decide, and a doubt says so.
        reasons: why.
        others: further columns that could be meant, likeliest first.
    """

    key: str
    value: str | tuple[str, ...]
    confidence: float
    reasons: tuple[Reason, ...] = ()
    others: tuple[str, ...] = ()


UNSURE = 0.5


@dataclass(frozen=True, slots=True)
class ColumnNote:
    """One column in brief.

    Args:
        name: as in the log.
        kind: `time`, `number`, `text`, `constant` (one value), `unique` (another value in every row) or `empty`.
        filled: share of sampled rows with a value.
        distinct: different values in the sample.
        moves: share of neighbouring events of one case where it changes; 0 without a case column.
        examples: up to three values, commonest first.
    """

    name: str
    kind: str
    filled: float
    distinct: int
    moves: float
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a look at a log found.

    Args:
        source: file name.
        rows: rows of the log; sampled_rows, sampled_cases: what was looked at; whole: everything was.
        mapping: the guessed mapping, or None where case or time could not be told.
        guesses: one per key guessed.
        doubts: what is doubtful and why; errors first.
        columns: every column in brief, in the order of the log.
    """

    source: str
    rows: int
    sampled_rows: int
    sampled_cases: int
    whole: bool
    mapping: Mapping | None
    guesses: tuple[Guess, ...]
    doubts: tuple[Issue, ...]
    columns: tuple[ColumnNote, ...]

    def guess(self, key: str) -> Guess | None:
        """The guess for a key of the mapping file, or None."""
        return next((guess for guess in self.guesses if guess.key == key), None)
