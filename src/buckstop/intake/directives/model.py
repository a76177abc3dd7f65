"""What a directive says, as far as it says it: items with their fields, where each stands, and what must be asked.

Nothing here is guessed. A field is filled only where the document names it; what it leaves open is a `Question` that a
person answers before a matter is opened. Words are kept as they stand in the repaired text, with their place in it.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from buckstop.domain.ids import UnitId


class BlockKind(StrEnum):
    """What a piece of the document is."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CELL = "cell"
    RESIDUE = "residue"  # navigation, share buttons, page numbers: kept, shown struck out, never read


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, line or cell of the document, in reading order.

    Args:
        address: where a person finds it: `12` for the twelfth paragraph or line, `Sheet1!B4` for a cell of a workbook,
            `2!B4` for one of the second table of a text document, `p3:12` for a line of a page.
        raw: as the file gave it.
        text: after repairs; equal to raw where there were none.
        sha256: of raw in UTF-8, 64 hex digits.
    """

    kind: BlockKind
    address: str
    raw: str
    text: str
    sha256: str


class RepairKind(StrEnum):
    """What was mended in a text before it was read."""

    NAVIGATION = "navigation"
    PINYIN = "pinyin"
    TRADITIONAL = "traditional"
    MOJIBAKE = "mojibake"
    BROKEN_CHARACTERS = "broken_characters"
    WIDTH = "width"
    INVISIBLE = "invisible"
    LINE_BREAK = "line_break"


@dataclass(frozen=True, slots=True)
class Repair:
    """One mending, shown to whoever reviews the draft.

    Args:
        block: number of the block in `Draft.blocks`, from 0.
        before: the piece as found, at most some 80 characters.
        after: what stands there now; empty where it was taken out.
        certain: False where what was lost cannot be known; the piece is marked in the text and asked about.
    """

    kind: RepairKind
    block: int
    before: str
    after: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the repaired text of a block: characters start to end, end not included."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A unit as a document names it.

    Args:
        words: as written, without brackets' notes.
        note: what stood in brackets behind it; empty without.
        collective: a group ("all townships", "departments concerned"): it can support, never answer.
        unit: who that is in the register; None while unknown or not unique.
        candidates: whom it could mean where it is not unique or not known, at most five, the nearest first.
        renamed: it is known under a former name; `unit` is its successor or its present self.
    """

    words: str
    place: Place
    note: str = ""
    collective: bool = False
    unit: UnitId | None = None
    candidates: tuple[UnitId, ...] = ()
    renamed: bool = False


@dataclass(frozen=True, slots=True)
class PostMention:
    """A leader named beside an item; kept as a post where the words give one, so that a successor takes it over."""

    words: str
    place: Place


class DueKind(StrEnum):
    """What is to have happened by then."""

    FINISH = "finish"
    START = "start"
    IN_USE = "in_use"
    SUBMIT = "submit"
    ISSUE = "issue"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline or milestone.

    Args:
        due_date: the last day; None where the words name none (continuous) or the year is not known.
        continuous: goes on without an end: a review date must be asked for.
        month: and `day`: what was said where the year is missing; None otherwise.
    """

    words: str
    place: Place
    kind: DueKind = DueKind.FINISH
    due_date: date | None = None
    continuous: bool = False
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its measure, as a target.

    Args:
        bound: `exactly`, `at_least`, `at_most` or `about`.
    """

    amount: Decimal
    measure: str
    place: Place
    bound: str = "exactly"


class Asked(StrEnum):
    """What a person must answer before an item can become a matter, or should look at."""

    NOBODY_NAMED = "nobody_named"  # nobody is named
    SEVERAL_NAMED = "several_named"  # several responsible units, none of them the lead
    BY_DUTIES = "by_duties"  # "each according to its duties": split, or name one lead
    COLLECTIVE_ONLY = "collective_only"  # only a group is named
    OPEN_LIST = "open_list"  # "and other departments": who else?
    NO_DUE = "no_due"  # no deadline at all
    CONTINUOUS = "continuous"  # goes on all year or for ever: when is it looked at again?
    YEAR_MISSING = "year_missing"  # a month without a year, and the document has none
    YEAR_DOUBTFUL = "year_doubtful"  # with the document's year it may have passed by more than six months
    UNKNOWN_UNIT = "unknown_unit"
    AMBIGUOUS_UNIT = "ambiguous_unit"
    RENAMED_UNIT = "renamed_unit"
    BROKEN_TEXT = "broken_text"  # characters are lost in a field
    NO_TASKS = "no_tasks"  # of the whole document: nothing in it can be assigned


@dataclass(frozen=True, slots=True)
class Question:
    """Something the document leaves open.

    Args:
        words: the piece it is about; empty where something is missing.
        blocking: no matter can be opened before it is answered.
    """

    asked: Asked
    place: Place | None
    words: str = ""
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """One task of the directive.

    Args:
        number: as printed, without punctuation: `1`, `(2)`, `a`, or Chinese numerals; inherited where the cell was merged or blank.
        section: heading it stands under; empty without.
        task: what is to be done, without number, brackets of responsibility and deadline lines.
        lead: the one that answers; None where none is named as such. A single responsible unit is the lead.
        responsible: responsible units where no lead is named among several.
        supports: units that contribute, collectives included.
        leaders: persons or posts named beside it.
        dues: in the order of the text; two or more are phases.
        output: kind of document or result asked for (`opinion`, `plan`, `report`), as written; empty without.
        inherited: names of fields that come from a default stated elsewhere ("the same below", merged cells).
    """

    number: str
    section: str
    task: str
    place: Place
    lead: UnitMention | None = None
    responsible: tuple[UnitMention, ...] = ()
    supports: tuple[UnitMention, ...] = ()
    leaders: tuple[PostMention, ...] = ()
    dues: tuple[Due, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    output: str = ""
    questions: tuple[Question, ...] = ()
    inherited: frozenset[str] = frozenset()


class YearFrom(StrEnum):
    """What tells the year of a document, the strongest first."""

    NUMBER = "number"
    DATE = "date"
    OCCASION = "occasion"  # the day of the meeting or instruction it records
    TITLE = "title"  # nothing but its title, or the name of its table


@dataclass(frozen=True, slots=True)
class Draft:
    """A directive as read.

    Args:
        file: name of the file, without folders; empty for pasted text.
        title: empty where none was found.
        number: document number as printed; empty without.
        issuer: who issued it; None where the text does not say.
        issued_date: None where the text does not say.
        year: the year its dates are in when they name none; None unknown.
        year_from: what tells that year; None without one.
        blocks: the whole document in reading order.
    """

    file: str
    title: str
    number: str
    issuer: UnitMention | None
    issued_date: date | None
    year: int | None
    blocks: tuple[Block, ...]
    repairs: tuple[Repair, ...]
    items: tuple[Item, ...]
    questions: tuple[Question, ...] = field(default=())
    year_from: YearFrom | None = None
