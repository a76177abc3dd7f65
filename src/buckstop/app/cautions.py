"""What is worth knowing before a command is given, though it is allowed: time, target, means and load of who is to do it.

Why: a plan that squeezes the time below it, asks more of the parts than of the whole or gives the work without the means
is where buck-passing begins. Whoever does so is told before, not after.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from buckstop.app.ledger import Ledger
from buckstop.app.sight import KIND, matters_of
from buckstop.domain.duties import AdmissionKind
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import DecideMatter, DelegatePart, OfferMatter, OpenMatter
from buckstop.domain.matter.commands.asks import AskExtension, AskSupport, BeginWait
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Profile, Terms
from buckstop.domain.organisation import Organisation
from buckstop.ledger.store import Where

_MOST_PARTS = 10_000


class CautionCode(StrEnum):
    """What to think of; the sentences stand in `text/cautions.py`."""

    HOLDS_ALREADY = "holds_already"
    HOLDS_LATE = "holds_late"
    BELOW_MINIMUM = "below_minimum"
    BELOW_RULE = "below_rule"
    LITTLE_OF_THE_TIME = "little_of_the_time"
    NO_TIME_TO_VERIFY = "no_time_to_verify"
    TARGETS_EXCEED = "targets_exceed"
    DAY_NOT_WORKED = "day_not_worked"
    MEANS_KEPT = "means_kept"
    NO_CRITERIA = "no_criteria"
    NOT_ON_LIST = "not_on_list"
    WAIT_NEAR_DEADLINE = "wait_near_deadline"


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to think of.

    Args:
        fields: what its sentence names: units by id, instants, days, numbers.
    """

    code: CautionCode
    fields: tuple[tuple[str, UnitId | datetime | date | int | str], ...] = ()

    @classmethod
    def of(cls, code: CautionCode, **fields: UnitId | datetime | date | int | str) -> "Caution":
        """A caution with its fields."""
        return cls(code, tuple(fields.items()))


def cautions(
    ledger: Ledger, organisation: Organisation, matter: Matter | None, command: MatterCommand
) -> tuple[Caution, ...]:
    """What to think of before a command is given; none of it forbids anything.

    Args:
        matter: as it stands now; None for one that is to be opened.
    """
    desk = _Desk(ledger, organisation, matter, ledger.now())
    return tuple(desk.of(command))


@dataclass(frozen=True, slots=True)
class _Desk:
    ledger: Ledger
    organisation: Organisation
    matter: Matter | None
    now: datetime

    def of(self, command: MatterCommand) -> Iterator[Caution]:
        match command:
            case OpenMatter():
                yield from self._time(command.terms, command.deadline_date, command.profile)
                yield from self._day(command.deadline_date)
                yield from self._judged_by(command.terms)
            case OfferMatter() if self.matter is not None:
                yield from self._load(command.to)
                yield from self._time_left(self.matter)
                yield from self._judged_by(self.matter.terms)
            case DelegatePart() if self.matter is not None:
                yield from self._load(command.to)
                yield from self._time(command.terms, command.deadline_date, self.matter.profile)
                yield from self._against_whole(self.matter, command)
                yield from self._day(command.deadline_date)
                yield from self._judged_by(command.terms)
            case DecideMatter() if self.matter is not None:
                yield from self._load(command.holder)
                yield from self._list(self.matter, command.holder)
            case AskSupport():
                yield from self._load(command.supporter)
                yield from self._day(command.wanted_date)
            case AskExtension():
                yield from self._day(command.wanted_date)
            case BeginWait() if self.matter is not None:
                yield from self._near(self.matter)

    def _load(self, unit: UnitId) -> Iterator[Caution]:
        late = Where(kind=KIND, active=True, holder=unit, deadline_until=self.now)
        held, overdue = self.ledger.store.counts((Where(kind=KIND, active=True, holder=unit), late))
        if overdue:
            yield Caution.of(CautionCode.HOLDS_LATE, unit=unit, count=held, late=overdue)
        elif held:
            yield Caution.of(CautionCode.HOLDS_ALREADY, unit=unit, count=held)

    def _time_left(self, matter: Matter) -> Iterator[Caution]:
        if matter.deadline is not None:
            yield from self._squeezed(matter.terms, matter.deadline.due_at, matter.profile)

    def _time(self, terms: Terms, day: date | None, profile: Profile) -> Iterator[Caution]:
        if day is not None:
            yield from self._squeezed(terms, self.ledger.calendar.end_of_day(day), profile)

    def _squeezed(self, terms: Terms, due_at: datetime, profile: Profile) -> Iterator[Caution]:
        """Less time than the work needs: by what was registered, else by the rule."""
        calendar = self.ledger.calendar
        if due_at <= self.now:
            return
        if terms.minimum_days is not None:
            left = calendar.working_days_between(self.now, due_at)
            if left < terms.minimum_days:
                yield Caution.of(CautionCode.BELOW_MINIMUM, left=left, minimum=terms.minimum_days)
            return
        least_at = calendar.due(self.now, self.ledger.rules[profile].minimum_service).at
        if least_at > due_at:
            yield Caution.of(CautionCode.BELOW_RULE, least=least_at, due=due_at)

    def _against_whole(self, whole: Matter, command: DelegatePart) -> Iterator[Caution]:
        if whole.deadline is not None and command.deadline_date is not None:
            yield from self._share_of_time(whole, whole.deadline.due_at, command.deadline_date)
        yield from self._share_of_target(whole, command.terms)
        if whole.terms.grant is not None and command.terms.grant is None:
            yield Caution.of(CautionCode.MEANS_KEPT)

    def _share_of_time(self, whole: Matter, whole_at: datetime, day: date) -> Iterator[Caution]:
        calendar = self.ledger.calendar
        part_at = calendar.end_of_day(day)
        if not self.now < part_at <= whole_at:
            return
        of_part = calendar.working_days_between(self.now, part_at)
        of_whole = calendar.working_days_between(self.now, whole_at)
        if 2 * of_part < of_whole:
            yield Caution.of(CautionCode.LITTLE_OF_THE_TIME, part=of_part, whole=of_whole, kept=of_whole - of_part)
        verified_at = calendar.due(part_at, self.ledger.rules[whole.profile].verify).at
        if verified_at > whole_at:
            yield Caution.of(CautionCode.NO_TIME_TO_VERIFY, verified=verified_at, whole=whole_at)

    def _share_of_target(self, whole: Matter, terms: Terms) -> Iterator[Caution]:
        """More asked of the parts together than of the whole."""
        target, measure = whole.terms.quantity, whole.terms.measure
        if target is None or terms.quantity is None or terms.measure != measure:
            return
        found = self.ledger.store.find(Where(kind=KIND, parent=whole.id), limit=_MOST_PARTS)
        parts = (one.terms for one in matters_of(found).values() if one is not None)
        asked = terms.quantity + sum(one.quantity or 0 for one in parts if one.measure == measure)
        if asked > target:
            yield Caution.of(CautionCode.TARGETS_EXCEED, asked=asked, target=target, measure=measure)

    def _day(self, day: date | None) -> Iterator[Caution]:
        calendar = self.ledger.calendar
        if day is not None and calendar.end_of_day(day) > self.now and not calendar.is_working_day(day):
            yield Caution.of(CautionCode.DAY_NOT_WORKED, day=day)

    def _judged_by(self, terms: Terms) -> Iterator[Caution]:
        if not terms.criteria:
            yield Caution.of(CautionCode.NO_CRITERIA)

    def _list(self, matter: Matter, unit: UnitId) -> Iterator[Caution]:
        item = matter.terms.duty_item
        if item is None or self.organisation.admits(unit, item).kind is AdmissionKind.OK:
            return
        yield Caution.of(CautionCode.NOT_ON_LIST, unit=unit, item=item)

    def _near(self, matter: Matter) -> Iterator[Caution]:
        span = self.ledger.rules[matter.profile].wait_near_deadline
        if matter.deadline is not None and self.ledger.calendar.alert_at(matter.deadline.due_at, span) <= self.now:
            yield Caution.of(CautionCode.WAIT_NEAR_DEADLINE, due=matter.deadline.due_at)
