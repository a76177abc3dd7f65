"""Who is the lead, who else answers and who supports, by the rules of reading; and what must be asked about it.

Source: an explicit label goes before a verb, a verb before the order of a list, and the order counts only where the
notice says so. A group never answers. Where several are responsible and none of them leads, a person decides.
"""

from dataclasses import dataclass

from buckstop.intake.directives.grammar.responsibility import Role, Share
from buckstop.intake.directives.grammar.units import is_lead_note, is_support_note
from buckstop.intake.directives.model import Asked, Question, UnitMention
from buckstop.intake.directives.names import UnitNames


@dataclass(frozen=True, slots=True)
class Answerable:
    """The units of an item in their parts, and what is open about them.

    Args:
        several: who is named to answer where there is no lead.
    """

    lead: UnitMention | None = None
    several: tuple[UnitMention, ...] = ()
    supports: tuple[UnitMention, ...] = ()
    questions: tuple[Question, ...] = ()


def answerable(shares: tuple[Share, ...], *, first_leads: bool) -> Answerable:
    """The lead, the several who answer, the supports.

    Args:
        shares: in the order of the text.
        first_leads: the notice says that the unit named first takes the lead.
    """
    leads, others, supports = _sorted(shares)
    questions = [
        Question(Asked.OPEN_LIST, share.listed.units[-1].place if share.listed.units else None, blocking=False)
        for share in shares
        if share.listed.open_list
    ]
    chief = leads or others
    spare = others if leads else []
    several_named = len(chief) > 1 or any(
        share.listed.open_list and share.role is Role.RESPONSIBLE for share in shares if not leads
    )
    if not chief:
        return Answerable(None, (), tuple(supports), (Question(Asked.NOBODY_NAMED, None), *questions))
    first = chief[0]
    if first.collective and all(unit.collective for unit in chief):
        questions.insert(0, Question(Asked.COLLECTIVE_ONLY, first.place, first.words))
        return Answerable(None, tuple(chief), (*spare, *supports), tuple(questions))
    if not several_named:
        return Answerable(first, (), (*spare, *supports), tuple(questions))
    by_duties = any(share.by_duties for share in shares if share.role is not Role.SUPPORT)
    if first_leads and not first.collective and not by_duties:
        return Answerable(first, (), (*chief[1:], *spare, *supports), tuple(questions))
    asked = Asked.BY_DUTIES if by_duties and not leads else Asked.SEVERAL_NAMED
    questions.insert(0, Question(asked, first.place, first.words))
    return Answerable(None, tuple(chief), (*spare, *supports), tuple(questions))


def _sorted(shares: tuple[Share, ...]) -> tuple[list[UnitMention], list[UnitMention], list[UnitMention]]:
    """The units by role, each once; a note in brackets behind a unit ("lead") goes before the role of its list."""
    parts: dict[Role, list[UnitMention]] = {Role.LEAD: [], Role.RESPONSIBLE: [], Role.SUPPORT: []}
    seen: set[tuple[str, str]] = set()
    named = [(_role_of(unit, share), unit) for share in shares for unit in share.listed.units]
    # "A and B are responsible, A takes the lead": what makes A the lead goes before what makes it one of several.
    for role, unit in sorted(named, key=lambda one: one[0] is not Role.LEAD):
        key = (unit.words, "" if role is Role.SUPPORT else "answers")
        if key not in seen:
            seen.add(key)
            parts[role].append(unit)
    leads = {unit.words for unit in (*parts[Role.LEAD], *parts[Role.RESPONSIBLE])}
    supports = [unit for unit in parts[Role.SUPPORT] if unit.words not in leads]
    return parts[Role.LEAD], parts[Role.RESPONSIBLE], supports


def _role_of(unit: UnitMention, share: Share) -> Role:
    if is_lead_note(unit.note):
        return Role.LEAD
    return Role.SUPPORT if is_support_note(unit.note) else share.role


def questions_about(units: tuple[UnitMention, ...], names: UnitNames, *, blocking: bool) -> tuple[Question, ...]:
    """What a register leaves open about units: unknown ones, ambiguous ones, those under a former name.

    Args:
        blocking: these units answer for the item.
    """
    found = []
    for unit in units:
        if unit.collective:
            continue
        if unit.renamed:
            found.append(Question(Asked.RENAMED_UNIT, unit.place, unit.words, blocking=False))
        if unit.unit is None:
            asked = Asked.AMBIGUOUS_UNIT if names.resolve(unit.words).several else Asked.UNKNOWN_UNIT
            found.append(Question(asked, unit.place, unit.words, blocking=blocking))
    return tuple(found)
