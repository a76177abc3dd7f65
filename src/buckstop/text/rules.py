"""Rules in words: how binding they are, what they rest on, and their values with the unit."""

from types import MappingProxyType

from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.packs import Evidence, Force, Rule, Source, Term, Unit, Value
from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _

FORCES = MappingProxyType(
    {
        Force.LAW: _("law"),
        Force.PARTY: _("party rule"),
        Force.POLICY: _("policy"),
        Force.LOCAL: _("local"),
        Force.DEFAULT: _("default"),
    }
)
FORCE_MEANINGS = MappingProxyType(
    {
        Force.LAW: _("law: it may be tightened, never loosened"),
        Force.PARTY: _("party rule: it may be tightened, never loosened"),
        Force.POLICY: _("policy paper"),
        Force.LOCAL: _("rule of one place, here as a sample"),
        Force.DEFAULT: _("default: you decide"),
    }
)
EVIDENCES = MappingProxyType(
    {
        Evidence.TEXT: _("the text itself was read"),
        Evidence.SECONDARY: _("a secondary page was read; read the issuing site before you quote it"),
        Evidence.PROPOSAL: _("our own proposal"),
    }
)
_ONE = MappingProxyType(
    {
        SpanUnit.MINUTE.value: _("1 minute"),
        SpanUnit.HOUR.value: _("1 hour"),
        SpanUnit.WORKING_DAY.value: _("1 working day"),
        SpanUnit.NATURAL_DAY.value: _("1 calendar day"),
        SpanUnit.MONTH.value: _("1 month"),
        Unit.CHARACTER.value: _("1 character"),
        Unit.HALF_DAY.value: _("1 half day"),
        Unit.ITEM.value: _("1 item"),
        Unit.LEVEL.value: _("1 level"),
        Unit.PAGE.value: _("1 page"),
        Unit.PERSON.value: _("1 person"),
        Unit.PERSON_HOUR.value: _("1 person-hour"),
        Unit.SECOND.value: _("1 second"),
        Unit.TIME.value: _("once"),
        Unit.PER_YEAR.value: _("once a year"),
        Unit.YEAR.value: _("1 year"),
    }
)
_MANY = MappingProxyType(
    {
        SpanUnit.MINUTE.value: _("%(n)s minutes"),
        SpanUnit.HOUR.value: _("%(n)s hours"),
        SpanUnit.WORKING_DAY.value: _("%(n)s working days"),
        SpanUnit.NATURAL_DAY.value: _("%(n)s calendar days"),
        SpanUnit.MONTH.value: _("%(n)s months"),
        Unit.CHARACTER.value: _("%(n)s characters"),
        Unit.DAY_OF_MONTH.value: _("day %(n)s of the month"),
        Unit.HALF_DAY.value: _("%(n)s half days"),
        Unit.ITEM.value: _("%(n)s items"),
        Unit.LEVEL.value: _("%(n)s levels"),
        Unit.PAGE.value: _("%(n)s pages"),
        Unit.PER_SECOND.value: _("%(n)s in a second"),
        Unit.PER_YEAR.value: _("%(n)s times a year"),
        Unit.PERCENT.value: _("%(n)s percent"),
        Unit.PERSON.value: _("%(n)s persons"),
        Unit.PERSON_HOUR.value: _("%(n)s person-hours"),
        Unit.SECOND.value: _("%(n)s seconds"),
        Unit.TIME.value: _("%(n)s times"),
        Unit.YEAR.value: _("%(n)s years"),
    }
)
_YES, _NO = _("yes"), _("no")
_ARTICLE = _("article %(article)s")


def is_chinese(language: str) -> bool:
    """Whether the Chinese words of a pack are shown for a language of the catalogue."""
    return language.startswith("zh")


def title_of(rule: Rule | Source, language: str) -> str:
    """The title of a rule or of an instrument in the reader's language."""
    return rule.title_zh if is_chinese(language) else rule.title


def note_of(rule: Rule, language: str) -> str:
    """The note beside a rule in the reader's language, or ""."""
    return rule.note_zh if is_chinese(language) else rule.note


def words_of(term: Term, language: str) -> str:
    """The words of an enumerated item in the reader's language."""
    return term.zh if is_chinese(language) else term.en


def basis_of(term: Term, language: str) -> str:
    """What an enumerated item rests on, in the reader's language, or ""."""
    return term.basis_zh if is_chinese(language) else term.basis


def article_of(source: Source, translate: Translate) -> str:
    """The article of an instrument, or "" where none is named."""
    return translate(_ARTICLE) % {"article": source.article} if source.article else ""


def value_in_words(value: Value, unit: str, translate: Translate) -> str:
    """A value with its unit on one line; of an enumeration, how many items it has.

    Args:
        value: the value of a rule, now or before a change.
        unit: `Rule.unit`.
        translate: from English into the reader's language.
    """
    match value:
        case bool():
            return translate(_YES if value else _NO)
        case str():
            return value
        case Span():
            return _counted(value.amount, value.unit, translate)
        case int():
            return _counted(value, unit, translate)
        case _:
            return _counted(len(value), Unit.ITEM, translate)


def _counted(number: int, unit: str, translate: Translate) -> str:
    if number == 1 and unit in _ONE:
        return translate(_ONE[unit])
    return translate(_MANY[unit]) % {"n": number}
