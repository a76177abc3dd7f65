"""Drafts in a short form that tests can compare at a glance."""

from buckstop.intake.directives.door import read_pasted
from buckstop.intake.directives.model import Draft, Due, Item, UnitMention
from buckstop.intake.directives.names import UnitNames

NUMBER = "清政发〔2026〕3号\n"


def drafted(text: str, names: UnitNames | None = None) -> Draft:
    """The draft of a pasted text whose document is of 2026."""
    return read_pasted(NUMBER + text, names)


def only(text: str, names: UnitNames | None = None) -> Item:
    """The one item of such a text."""
    (item,) = drafted(text, names).items
    return item


def words(units: tuple[UnitMention, ...]) -> list[str]:
    """Units as written; a group has a star."""
    return [f"{unit.words}*" if unit.collective else unit.words for unit in units]


def lead(item: Item) -> str | None:
    """The lead as written."""
    return item.lead.words if item.lead else None


def days(item: Item) -> list[str]:
    """Deadlines as `2026-09-30 finish`; `open` where no day is known."""
    return [day(due) for due in item.dues]


def day(due: Due) -> str:
    """One deadline as `days` shows it."""
    known = due.due_date.isoformat() if due.due_date else "endless" if due.continuous else "open"
    return f"{known} {due.kind}"


def targets(item: Item) -> list[str]:
    """Quantities as `at_least 95 %`; the word is left out for exact ones."""
    return [f"{'' if one.bound == 'exactly' else one.bound + ' '}{one.amount} {one.measure}" for one in item.quantities]


def asked(item: Item) -> list[str]:
    """What is asked about an item."""
    return [question.asked.value for question in item.questions]
