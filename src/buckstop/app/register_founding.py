"""What a register asks of an empty ledger: the commands that found its organisation, whole."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo

from buckstop.app.answers import Personal
from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import DutyItemId, LineId, PersonId, PostId, Sealed, SubjectId, UnitId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import (
    AddLineRelation,
    AppointPerson,
    CorrectPersonEntry,
    CreatePost,
    EnterDuties,
    FoundOrganisation,
    FoundUnit,
    MarkKeyPost,
    NameOffice,
    OrganisationCommand,
    RegisterPerson,
    SetAliases,
    SetDeputies,
    TakeBackDuties,
)
from buckstop.domain.organisation_decide import decide
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.refusals import Refusal
from buckstop.intake.registers.model import OUTSIDE, DutyRow, PersonRow, PostRow, Register, UnitRow


@dataclass(frozen=True, slots=True)
class Asked:
    """Commands that belong together, with the personal texts that go with them."""

    commands: tuple[OrganisationCommand, ...]
    personal: tuple[Personal, ...] = ()


def founding(register: Register, at: datetime, zone: tzinfo) -> Asked:
    """The commands that found the organisation of a register.

    Args:
        register: with ids, and an outside arbiter in its settings.
        at: of the founding: appointments of days past begin then.
        zone: in which days begin.
    """
    return Asked(tuple(_commands(register, at, zone)), personal(register.people))


def personal(people: tuple[PersonRow, ...]) -> tuple[Personal, ...]:
    """The names of new persons, to be sealed at the door."""
    return tuple(Personal(SubjectId(row.id), "name", row.name) for row in people)


def first_refusal(organisation: Organisation | None, asked: Asked, at: datetime) -> Refusal | None:
    """Why the ledger would refuse, by its own rules; None where it would not. Nothing is written."""
    for command in asked.commands:
        answer = decide(organisation, as_sealed(command), at)
        if isinstance(answer, Refusal):
            return answer
        organisation = evolve_all(organisation, answer)
    return None


def as_sealed(command: OrganisationCommand) -> OrganisationCommand:
    """The command as it stands once its name is sealed: for a decision that is only tried."""
    if isinstance(command, RegisterPerson | CorrectPersonEntry) and not command.name.commitment:
        return replace(command, name=replace(command.name, commitment="-"))
    return command


def top_down(units: tuple[UnitRow, ...]) -> Iterator[UnitRow]:
    """Every unit after its superior, level by level, in the order of the rows."""
    below: dict[str, list[UnitRow]] = {}
    for row in units:
        below.setdefault(row.superior, []).append(row)
    level = below.get("", [])
    while level:
        yield from level
        level = [lower for upper in level for lower in below.get(upper.id, ())]


def begin_of(day: date | None, at: datetime, zone: tzinfo) -> datetime | None:
    """When a day begins, None for a day that is not ahead."""
    if day is None:
        return None
    begin = datetime.combine(day, time(), zone).astimezone(UTC)
    return begin if begin > at else None


def _commands(register: Register, at: datetime, zone: tzinfo) -> Iterator[OrganisationCommand]:
    settings = register.settings
    standing = tuple(row for row in register.units if row.ending is None)
    root = next(row for row in standing if not row.superior)
    arbiter = UnitId(settings.outside_arbiter_id)
    yield FoundOrganisation(UnitId(root.id), root.name, arbiter, settings.outside_arbiter, UnitId(root.id), root.name)
    for row in top_down(standing):
        if row.superior:
            yield FoundUnit(UnitId(row.id), row.name, row.kind, UnitId(row.superior), row.aliases)
        elif row.aliases:
            yield SetAliases(UnitId(row.id), row.aliases)
    if settings.office not in {"", root.id}:
        yield NameOffice(UnitId(settings.office))
    for line in register.lines:
        yield AddLineRelation(LineId(line.line), UnitId(line.upper), UnitId(line.lower))
    for post in register.posts:
        yield create_post(post, arbiter)
    for post in register.posts:
        if post.deputies:
            yield SetDeputies(PostId(post.id), tuple(map(PostId, post.deputies)))
            if post.key_post:
                yield MarkKeyPost(PostId(post.id), key_post=True)
    yield from duty_commands(register.duties)
    for person in register.people:
        yield RegisterPerson(PersonId(person.id), Sealed(SubjectId(person.id), "name", ""))
        for held in person.posts:
            yield AppointPerson(PersonId(person.id), PostId(held), begin_of(person.from_date, at, zone))


def create_post(post: PostRow, arbiter: UnitId) -> CreatePost:
    """The command that creates the post of a row."""
    unit = arbiter if post.unit == OUTSIDE else UnitId(post.unit)
    return CreatePost(PostId(post.id), unit, post.title, post.roles)


def duty_commands(rows: tuple[DutyRow, ...]) -> Iterator[OrganisationCommand]:
    """Items entered and taken back, one command for those of one unit and document."""
    entered: dict[tuple[str, str], list[DutyRow]] = {}
    taken: dict[tuple[str, str, str], list[DutyRow]] = {}
    for row in rows:
        if row.kind is DutyKind.TAKEN_BACK:
            taken.setdefault((row.unit, row.taken_by, row.document), []).append(row)
        else:
            entered.setdefault((row.unit, row.document), []).append(row)
    for (unit, document), items in entered.items():
        entries = tuple((DutyItemId(row.item), row.title, row.kind) for row in items)
        yield EnterDuties(UnitId(unit), entries, document)
    for (unit, taken_by, document), items in taken.items():
        titles = tuple((DutyItemId(row.item), row.title) for row in items)
        yield TakeBackDuties(UnitId(unit), titles, UnitId(taken_by), document)
