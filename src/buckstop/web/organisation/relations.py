"""Relations of lines in which a unit guides or is guided, each by itself."""

from collections.abc import Iterator

from buckstop.domain.ids import LineId, UnitId
from buckstop.domain.organisation import Organisation
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader
from buckstop.web.visitors import Visitor

Relation = tuple[LineId, UnitId, UnitId]
"""The line, who guides in it, who is guided."""

_GUIDES = _("%(line)s: %(upper)s guides %(lower)s")


def relations_of(organisation: Organisation, unit: UnitId) -> Iterator[Relation]:
    """Those of one unit, line by line."""
    for line, pairs in sorted(organisation.lines.items()):
        yield from ((line, upper, lower) for upper, lower in sorted(pairs) if unit in {upper, lower})


def relation_id(line: LineId, upper: UnitId, lower: UnitId) -> str:
    """What an address names a relation by."""
    return f"{line}/{upper}/{lower}"


def relation_words(relation: Relation, read: Reader) -> str:
    """Who guides whom in which line, as a reader is told."""
    line, upper, lower = relation
    return read.say(_GUIDES, line=line, upper=read.unit(upper), lower=read.unit(lower))


def relations(who: Visitor, unit: UnitId) -> Iterator[tuple[str, str]]:
    """Those of one unit in words, each with what an address names it by."""
    for one in relations_of(who.organisation, unit):
        yield relation_words(one, who.read), relation_id(*one)
