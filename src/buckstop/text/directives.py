"""What a draft of a directive leaves open, and what was mended in it, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.intake.directives.model import Asked, Draft, DueKind, Question, Repair, RepairKind, YearFrom

QUESTIONS: Mapping[Asked, str] = MappingProxyType(
    {
        Asked.NOBODY_NAMED: _("Nobody is named who answers for this. Name one unit."),
        Asked.SEVERAL_NAMED: _(
            "Several units are responsible and none of them is named as the lead. Name one of them, or split the task."
        ),
        Asked.BY_DUTIES: _(
            "Each unit is responsible according to its duties. Split the task among them, or name one as the lead."
        ),
        Asked.COLLECTIVE_ONLY: _(
            'Only a group is named ("%(words)s"); a group cannot answer. Name one unit, or make a task for each member.'
        ),
        Asked.OPEN_LIST: _("The list of units is left open. Add who else supports, or leave it as it is."),
        Asked.NO_DUE: _("No deadline is named. Set one."),
        Asked.CONTINUOUS: _('"%(words)s" names no last day. Set the date on which it is looked at again.'),
        Asked.YEAR_MISSING: _('"%(words)s" names no year, and neither does the document. Say which year.'),
        Asked.YEAR_DOUBTFUL: _(
            '"%(words)s" in the year of the document may have been over long before it was issued. Say which year is meant.'
        ),
        Asked.UNKNOWN_UNIT: _('The register knows no unit "%(words)s". Choose the unit that is meant.'),
        Asked.AMBIGUOUS_UNIT: _('"%(words)s" fits several units of the register. Choose the one that is meant.'),
        Asked.RENAMED_UNIT: _('"%(words)s" is a former name. Look whether its successor is meant.'),
        Asked.BROKEN_TEXT: _('Characters are lost in "%(words)s". Compare it with the paper and mend it.'),
        Asked.NO_TASKS: _(
            "Nothing in this document can be assigned: no task names a unit or a deadline. If there are tasks in it, "
            "write them down yourself."
        ),
    }
)
UNCLEAR_DUE = _('"%(words)s" limits the time but names no day that the document lets us know. Set the day.')
_WITHOUT_WORDS: Mapping[Asked, str] = MappingProxyType(
    {Asked.COLLECTIVE_ONLY: _("Only a group is named; a group cannot answer. Name one unit.")}
)
REPAIRS: Mapping[RepairKind, str] = MappingProxyType(
    {
        RepairKind.NAVIGATION: _("left out, it belongs to the page"),
        RepairKind.PINYIN: _("reading behind a character taken out"),
        RepairKind.TRADITIONAL: _("traditional characters made simplified"),
        RepairKind.MOJIBAKE: _("wrong encoding put right"),
        RepairKind.BROKEN_CHARACTERS: _("lost characters marked"),
        RepairKind.WIDTH: _("wide and look-alike characters made plain"),
        RepairKind.INVISIBLE: _("invisible characters and marks of bold type taken out"),
        RepairKind.LINE_BREAK: _("broken line joined"),
    }
)
UNSURE = _("not certain")
DUE_KINDS: Mapping[DueKind, str] = MappingProxyType(
    {
        DueKind.FINISH: _("finish"),
        DueKind.START: _("start"),
        DueKind.IN_USE: _("in use"),
        DueKind.SUBMIT: _("submit"),
        DueKind.ISSUE: _("issue"),
        DueKind.REVIEW: _("look at it again"),
    }
)
YEARS: Mapping[YearFrom, str] = MappingProxyType(
    {
        YearFrom.NUMBER: _("%(year)s, as its number says"),
        YearFrom.DATE: _("%(year)s, as its date of issue says"),
        YearFrom.OCCASION: _("%(year)s, as the day of the meeting or instruction it records says"),
        YearFrom.TITLE: _("%(year)s, told by its title alone"),
    }
)


def year_words(draft: Draft, translate: Translate) -> str:
    """The year that the dates of a document are in, and what tells it; empty where it names none."""
    if draft.year is None or draft.year_from is None:
        return ""
    return translate(YEARS[draft.year_from]) % {"year": draft.year}


def question_sentence(question: Question, translate: Translate) -> str:
    """What must be answered, in one sentence of the reader's language."""
    message = QUESTIONS[question.asked]
    if question.asked is Asked.NO_DUE and question.words:
        message = UNCLEAR_DUE
    elif not question.words:
        message = _WITHOUT_WORDS.get(question.asked, message)
    return translate(message) % {"words": question.words}


def repair_words(repair: Repair, translate: Translate) -> str:
    """What was mended, in a few words of the reader's language."""
    words = translate(REPAIRS[repair.kind])
    return words if repair.certain else f"{words} ({translate(UNSURE)})"
