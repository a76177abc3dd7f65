"""The year a document's dates are in, and what must be asked where it does not say."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from buckstop.intake.directives.grammar.dates import DateWords
from buckstop.intake.directives.model import Asked, Due, Question

_TOO_LONG_AGO_MONTHS = 6


@dataclass(frozen=True, slots=True)
class DocumentYear:
    """What a document says about its own time.

    Args:
        year: None unknown.
        issued_date: or the day of what it records; None where the text does not say.
        before_new_year: what it asks for reaches into the next year, and nothing tells when it was written.
    """

    year: int | None = None
    issued_date: date | None = None
    before_new_year: bool = False

    def due(self, said: DateWords) -> tuple[Due | None, Question | None]:
        """The deadline that words mean, and the question they leave open.

        Returns:
            No deadline but a question where the words limit the time without naming a day; a deadline without a date
            and a question where the year is missing or doubtful.
        """
        plain = Due(said.words, said.place, said.kind)
        if said.continuous:
            endless = Due(said.words, said.place, said.kind, continuous=True)
            return endless, Question(Asked.CONTINUOUS, said.place, said.words)
        if said.unclear:
            return None, Question(Asked.NO_DUE, said.place, said.words)
        year = said.year
        if year is None and self.year is not None:
            year = self.year + (said.shift or 0)
        last = monthrange(year or 2000, said.month)[1]
        if said.day > last:
            return None, Question(Asked.NO_DUE, said.place, said.words)
        if year is None:
            undated = Due(said.words, said.place, said.kind, month=said.month, day=said.day or last)
            return undated, Question(Asked.YEAR_MISSING, said.place, said.words)
        found = date(year, said.month, said.day or last)
        if said.year is None and said.shift is None and self._long_past(found):
            undated = Due(said.words, said.place, said.kind, month=said.month, day=found.day)
            return undated, Question(Asked.YEAR_DOUBTFUL, said.place, said.words)
        return Due(plain.words, plain.place, plain.kind, found), None

    def _long_past(self, day: date) -> bool:
        """Whether a day was over by more than six months when the document was issued."""
        if self.issued_date is None:
            return self.before_new_year and day.month <= _TOO_LONG_AGO_MONTHS
        months = self.issued_date.year * 12 + self.issued_date.month - day.year * 12 - day.month
        return (months, self.issued_date.day) > (_TOO_LONG_AGO_MONTHS, day.day)
