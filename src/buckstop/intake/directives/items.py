"""Items: a task with its units, dates and targets as values, with what a notice says for all, and with what is open."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from buckstop.intake.directives.answerable import answerable, questions_about
from buckstop.intake.directives.grammar.dates import DateWords
from buckstop.intake.directives.grammar.outputs import output_of
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.quantities import quantities_of
from buckstop.intake.directives.grammar.responsibility import Role, Said, Share
from buckstop.intake.directives.grammar.years import DocumentYear
from buckstop.intake.directives.model import Asked, Due, Item, Place, Quantity, Question
from buckstop.intake.directives.names import UnitNames

_LOST = "\N{REPLACEMENT CHARACTER}"


@dataclass
class Defaults:
    """What holds for later items until it is said anew.

    Args:
        answering: who leads or answers; `supporting`, `dates` likewise.
    """

    answering: tuple[Share, ...] = ()
    supporting: tuple[Share, ...] = ()
    dates: tuple[DateWords, ...] = ()

    def learn(self, said: Said) -> None:
        """Take over what a text says for all items behind it."""
        answering = tuple(share for share in said.shares if share.role is not Role.SUPPORT)
        supporting = tuple(share for share in said.shares if share.role is Role.SUPPORT)
        self.answering = answering or self.answering
        self.supporting = supporting or self.supporting
        self.dates = said.dates or self.dates


@dataclass(frozen=True, slots=True)
class Reading:
    """How a document is to be read: its year, its register, and whether the first unit of a list leads."""

    year: DocumentYear
    names: UnitNames | None
    first_leads: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A task as found, before defaults and questions.

    Args:
        pieces: text in which targets and outputs are sought.
        inherited: names of fields that come from elsewhere.
        output: as a column of its own says it; empty without one.
    """

    number: str
    section: str
    task: str
    place: Place
    said: Said
    pieces: tuple[Passage, ...]
    inherited: frozenset[str] = field(default=frozenset())
    output: str = ""


def item_of(found: Found, defaults: Defaults, reading: Reading) -> Item:
    """The item with every field that the document gives it, and a question for every one it leaves open."""
    said, inherited = _with_defaults(found, defaults)
    units = answerable(said.shares, first_leads=reading.first_leads)
    dues, due_questions = _dues(said.dates, reading.year)
    questions = [*units.questions, *due_questions]
    if reading.names is not None:
        chief = (units.lead, *units.several) if units.lead else units.several
        questions += questions_about(tuple(chief), reading.names, blocking=True)
        questions += questions_about(units.supports, reading.names, blocking=False)
    outputs = (output_of(piece) for piece in found.pieces)
    item = Item(
        number=found.number,
        section=found.section,
        task=found.task,
        place=found.place,
        lead=units.lead,
        responsible=units.several,
        supports=units.supports,
        leaders=said.leaders,
        dues=dues,
        quantities=_once(quantity for piece in found.pieces for quantity in quantities_of(piece)),
        output=found.output or next((output for output in outputs if output), ""),
        inherited=frozenset(inherited),
    )
    return replace(item, questions=(*questions, *_broken(item)))


def _with_defaults(found: Found, defaults: Defaults) -> tuple[Said, set[str]]:
    """What is said of a task, completed by what is said for all."""
    shares, dates, inherited = found.said.shares, found.said.dates, set(found.inherited)
    answering = any(share.role is not Role.SUPPORT for share in shares)
    if not answering and defaults.answering:
        shares = (*defaults.answering, *shares)
        inherited |= {"lead"}
    if defaults.supporting and not any(share.role is Role.SUPPORT for share in shares):
        shares = (*shares, *defaults.supporting)
        inherited |= {"supports"}
    if not dates and defaults.dates:
        dates = defaults.dates
        inherited |= {"dues"}
    return Said(shares, found.said.leaders, dates), inherited


def _dues(dates: tuple[DateWords, ...], year: DocumentYear) -> tuple[tuple[Due, ...], list[Question]]:
    """The deadlines, each once, and what is open about them; the question for a deadline where there is none at all."""
    dues: list[Due] = []
    questions: list[Question] = []
    for said in dates:
        due, question = year.due(said)
        same = [other for other in dues if due and (other.due_date, other.month, other.day, other.continuous, other.kind)
                == (due.due_date, due.month, due.day, due.continuous, due.kind)]  # fmt: skip
        if due is not None and not same:
            dues.append(due)
        if question is not None and not same:
            questions.append(question)
    if any(not due.continuous for due in dues):
        # Where a day is named, "within thirty days" beside it is no missing deadline, and a monthly report no second one.
        again = {said.place for said in dates if said.repeated}
        dues = [due for due in dues if due.place not in again]
        questions = [
            question for question in questions if question.asked is not Asked.NO_DUE and question.place not in again
        ]
    if not dues and not questions:
        questions.append(Question(Asked.NO_DUE, None))
    return tuple(dues), questions


def _once(quantities: Iterable[Quantity]) -> tuple[Quantity, ...]:
    seen: dict[tuple[object, ...], Quantity] = {}
    for quantity in quantities:
        seen.setdefault((quantity.amount, quantity.measure, quantity.bound), quantity)
    return tuple(seen.values())


def _broken(item: Item) -> tuple[Question, ...]:
    """Fields in which characters are lost."""
    units = (item.lead, *item.responsible, *item.supports)
    named = [(unit.words, unit.place) for unit in units if unit is not None]
    named += [(due.words, due.place) for due in item.dues]
    named += [(leader.words, leader.place) for leader in item.leaders]
    named.append((item.task, item.place))
    return tuple(Question(Asked.BROKEN_TEXT, place, words[:80]) for words, place in named if _LOST in words)
