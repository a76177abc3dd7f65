"""What a register asks of an organisation that stands: the commands that make the one like the other, in order.

A register is whole as to units: each active unit stands in it, or says how it ends. Posts, persons, items and relations
that it leaves out stay as they are, unless it is said to be complete. A person's row names all posts that person holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from buckstop.app.answers import Personal
from buckstop.app.register_founding import Asked, begin_of, create_post, duty_commands, top_down
from buckstop.app.registers import duty_stands
from buckstop.domain.ids import ChangeId, DutyItemId, LineId, PersonId, PostId, Sealed, SubjectId, UnitId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import (
    AbolishPost,
    AddLineRelation,
    AppointPerson,
    ChangePost,
    CorrectPersonEntry,
    FoundUnit,
    MarkKeyPost,
    MergeUnit,
    MoveUnit,
    NameOffice,
    NameOutsideArbiter,
    OrganisationCommand,
    RegisterPerson,
    RelievePerson,
    RemoveLineRelation,
    RenameUnit,
    RetireUnit,
    ScheduleChange,
    SetAliases,
    SetDeputies,
    UnitChange,
    WithdrawDuties,
)
from buckstop.intake.registers.model import OUTSIDE, Ending, PersonRow, PostRow, Register, UnitRow
from buckstop.lens.issues import Issue, Severity

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Changes:
    """What a register changes.

    Args:
        asked: the commands, in the order in which they are carried out, all or none.
        issues: rows of the ledger that the file leaves out, and what the file asks that cannot be; with an error
            nothing may be handed in.
    """

    asked: Asked
    issues: tuple[Issue, ...]

    @property
    def faulty(self) -> bool:
        """Whether an issue stands in the way."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)


def changes(
    register: Register,
    organisation: Organisation,
    names: Mapping[PersonId, str],
    at: datetime,
    zone: tzinfo,
    *,
    file: str,
    on_at: datetime | None = None,
    complete: bool = False,
    document: str = "",
) -> Changes:
    """The commands that make an organisation like a register.

    Args:
        register: with ids (`register_ids.with_ids`).
        names: of the persons of the organisation, opened.
        at: now.
        on_at: when renaming, moving, ending and appointing take effect; None for now. What cannot be planned ahead
            (founding, posts, deputies, duty lists, lines, short names) takes effect at once.
        complete: posts, persons, items and relations that the register leaves out end.
        document: approves that items are withdrawn; needed where any is.
    """
    work = _Comparison(register, organisation, names, at, zone, file, on_at, complete, document)
    return work.run()


@dataclass
class _Comparison:
    register: Register
    organisation: Organisation
    names: Mapping[PersonId, str]
    at: datetime
    zone: tzinfo
    file: str
    on_at: datetime | None
    complete: bool
    document: str
    issues: list[Issue] = field(default_factory=list)
    personal: list[Personal] = field(default_factory=list)
    waiting: int = 0

    def run(self) -> Changes:
        self._check_units()
        commands: tuple[OrganisationCommand, ...] = ()
        if not any(issue.severity is Severity.ERROR for issue in self.issues):
            commands = tuple(self._commands())
            at_once = len(commands) - self.waiting
            if self.on_at is not None and at_once:
                self._note("register.cannot_wait", count=at_once)
        return Changes(Asked(commands, tuple(self.personal)), tuple(self.issues))

    def _commands(self) -> Iterator[OrganisationCommand]:
        yield from self._units_found_and_named()
        yield from self._whole()
        yield from self._lines()
        yield from self._units_moved()
        yield from self._posts()
        yield from self._persons()
        yield from self._units_ended()
        yield from self._duties()
        if self.complete:
            yield from self._left_out()
        else:
            self._say_left_out()

    # --- units

    def _check_units(self) -> None:
        rows = {row.id: row for row in self.register.units}
        for unit in self.organisation.tree.units.values():
            if unit.active and unit.id not in rows:
                self._fault("register.unit_missing", None, unit=unit.name, id=unit.id)
        for row in self.register.units:
            known = self.organisation.unit(UnitId(row.id))
            if known is not None and not known.active and row.ending is None:
                self._fault("register.unit_gone", row.row, unit=row.name, id=row.id)
            if row.ending is not None and known is None:
                self._fault("register.unit_to_end_unknown", row.row, unit=row.name)
            if not row.superior and row.ending is None and row.id != self.organisation.root:
                root = self.organisation.tree.units[self.organisation.root].name
                self._fault("register.root_changed", row.row, unit=row.name, root=root)
        for post in self.register.posts:
            found = self.organisation.post(PostId(post.id))
            if found is not None and found.unit != self._unit_of(post):
                self._fault("register.post_moved", post.row, post=post.title)
        withdrawn = self._duties_left_out() if self.complete else ()
        if withdrawn and not self.document.strip():
            self._fault("register.withdrawal_unapproved", None, items=len(withdrawn))

    def _unit_of(self, post: PostRow) -> UnitId:
        return UnitId(self.register.settings.outside_arbiter_id) if post.unit == OUTSIDE else UnitId(post.unit)

    def _standing(self) -> tuple[UnitRow, ...]:
        return tuple(row for row in self.register.units if row.ending is None)

    def _units_found_and_named(self) -> Iterator[OrganisationCommand]:
        for row in top_down(self._standing()):
            unit = self.organisation.unit(UnitId(row.id))
            if unit is None:
                yield FoundUnit(UnitId(row.id), row.name, row.kind, UnitId(row.superior), row.aliases)
                continue
            if unit.name != row.name:
                yield self._planned(RenameUnit(unit.id, row.name))
            if unit.aliases != row.aliases:
                yield SetAliases(unit.id, row.aliases)

    def _units_moved(self) -> Iterator[OrganisationCommand]:
        for row in top_down(self._standing()):
            unit = self.organisation.unit(UnitId(row.id))
            if unit is not None and row.superior and unit.superior != row.superior:
                yield self._planned(MoveUnit(unit.id, UnitId(row.superior)))

    def _units_ended(self) -> Iterator[OrganisationCommand]:
        ending = [row for row in self.register.units if row.ending and self.organisation.active(UnitId(row.id))]
        for row in sorted(ending, key=lambda row: -len(self.organisation.tree.superiors(UnitId(row.id)))):
            successor = UnitId(row.successor) if row.successor else None
            if row.ending is Ending.MERGED and successor is not None:
                yield self._planned(MergeUnit(UnitId(row.id), successor, row.document))
            else:
                yield self._planned(RetireUnit(UnitId(row.id), successor, row.document))

    def _planned(self, change: UnitChange) -> OrganisationCommand:
        """The change itself, or its plan for a later instant; its id follows from what it is."""
        if self.on_at is None:
            return change
        self.waiting += 1
        name = f"{self.on_at.astimezone(self.zone).date().isoformat()}.{type(change).__name__}.{change.unit}"
        return ScheduleChange(ChangeId(name), change, self.on_at)

    # --- the whole, lines and duty lists

    def _whole(self) -> Iterator[OrganisationCommand]:
        settings, organisation = self.register.settings, self.organisation
        if settings.office and settings.office != organisation.office:
            yield NameOffice(UnitId(settings.office))
        arbiter = UnitId(settings.outside_arbiter_id)
        name = settings.outside_arbiter
        if name and (arbiter, name) != (
            organisation.outside_arbiter,
            organisation.outside_arbiters[organisation.outside_arbiter],
        ):
            yield NameOutsideArbiter(arbiter, name)

    def _lines(self) -> Iterator[OrganisationCommand]:
        for row in self.register.lines:
            if (row.upper, row.lower) not in self.organisation.lines.get(LineId(row.line), frozenset()):
                yield AddLineRelation(LineId(row.line), UnitId(row.upper), UnitId(row.lower))

    def _duties(self) -> Iterator[OrganisationCommand]:
        changed = (row for row in self.register.duties if not duty_stands(self.organisation, row))
        yield from duty_commands(tuple(changed))

    # --- posts and persons

    def _posts(self) -> Iterator[OrganisationCommand]:
        arbiter = UnitId(self.register.settings.outside_arbiter_id)
        for row in self.register.posts:
            post = self.organisation.post(PostId(row.id))
            if post is None:
                yield create_post(row, arbiter)
            elif (post.title, post.roles) != (row.title, row.roles):
                yield ChangePost(post.id, row.title, row.roles)
        for row in self.register.posts:
            post = self.organisation.post(PostId(row.id))
            key_post = row.key_post and bool(row.deputies)
            was_key, deputies = (post.key_post, self._alive(post.deputies)) if post else (False, ())
            if was_key and not key_post:
                yield MarkKeyPost(PostId(row.id), key_post=False)
            if deputies != row.deputies:
                yield SetDeputies(PostId(row.id), tuple(map(PostId, row.deputies)))
            if key_post and not was_key:
                yield MarkKeyPost(PostId(row.id), key_post=True)

    def _alive(self, posts: tuple[PostId, ...]) -> tuple[PostId, ...]:
        return tuple(post for post in posts if self.organisation.posts.by_id[post].abolished_at is None)

    def _persons(self) -> Iterator[OrganisationCommand]:
        for row in self.register.people:
            yield from self._entry(row)
        wanted = {(post, row.id) for row in self.register.people for post in row.posts}
        speaking = {row.id for row in self.register.people}
        filled = {post: row for row in self.register.people for post in row.posts}
        for post, person in sorted(self._held()):
            if (post, person) in wanted or self._ends_with_its_unit(post):
                continue
            if person in speaking or post in filled:
                until_at = self._from(filled[post]) if post in filled else self.on_at
                yield self._dated(RelievePerson(PersonId(person), PostId(post), until_at))
        held = self._held()
        for row in self.register.people:
            for post in row.posts:
                if (post, row.id) not in held:
                    yield self._dated(AppointPerson(PersonId(row.id), PostId(post), self._from(row)))

    def _entry(self, row: PersonRow) -> Iterator[OrganisationCommand]:
        """A person's name, where it is new or another one; of somebody erased the pseudonym stands for it."""
        person = PersonId(row.id)
        known = self.organisation.persons.get(person)
        if known is None:
            self.personal.append(Personal(SubjectId(row.id), "name", row.name))
            yield RegisterPerson(person, Sealed(SubjectId(row.id), "name", ""))
        elif row.name not in {self.names.get(person), row.id}:
            self.personal.append(Personal(known.subject, "name", row.name))
            yield CorrectPersonEntry(person, Sealed(known.subject, "name", ""))

    def _held(self) -> set[tuple[str, str]]:
        """(post, person) of every appointment that runs or is to come, in posts that stand."""
        return {
            (post, tenure.person)
            for post, tenures in self.organisation.posts.tenures.items()
            for tenure in tenures
            if tenure.until_at is None or tenure.until_at > self.at
        }

    def _from(self, row: PersonRow) -> datetime | None:
        return begin_of(row.from_date, self.at, self.zone) or self.on_at

    def _dated(self, command: AppointPerson | RelievePerson) -> OrganisationCommand:
        later = command.from_at if isinstance(command, AppointPerson) else command.until_at
        self.waiting += later is not None
        return command

    def _ends_with_its_unit(self, post: str) -> bool:
        found = self.organisation.posts.by_id[PostId(post)]
        ending = {row.id for row in self.register.units if row.ending is not None}
        return found.unit in ending

    # --- what the file leaves out

    def _left_out(self) -> Iterator[OrganisationCommand]:
        for person, post in self._people_left_out():
            yield self._dated(RelievePerson(person, post, self.on_at))
        for post in self._posts_left_out():
            yield AbolishPost(post)
        items: dict[UnitId, list[DutyItemId]] = {}
        for unit, item in self._duties_left_out():
            items.setdefault(unit, []).append(item)
        for unit, several in items.items():
            yield WithdrawDuties(unit, tuple(several), self.document)
        for line, upper, lower in self._lines_left_out():
            yield RemoveLineRelation(line, upper, lower)

    def _say_left_out(self) -> None:
        left: tuple[tuple[str, list[str]], ...] = (
            ("register.posts_left", [self.organisation.posts.by_id[post].title for post in self._posts_left_out()]),
            ("register.people_left", [person for person, _post in self._people_left_out()]),
            ("register.duties_left", [item for _unit, item in self._duties_left_out()]),
            ("register.lines_left", [line for line, _upper, _lower in self._lines_left_out()]),
        )
        for code, names in left:
            if names:
                shown = ", ".join(dict.fromkeys(names[:_SHOWN])) + (", …" if len(names) > _SHOWN else "")
                self._note(code, count=len(names), names=shown)

    def _posts_left_out(self) -> list[PostId]:
        if "posts" not in self.register.sheets:
            return []
        listed = {row.id for row in self.register.posts}
        alive = [post.id for posts in self.organisation.posts.by_unit.values() for post in posts]
        return [post for post in alive if post not in listed and not self._ends_with_its_unit(post)]

    def _people_left_out(self) -> list[tuple[PersonId, PostId]]:
        if "people" not in self.register.sheets:
            return []
        listed = {row.id for row in self.register.people}
        filled = {post for row in self.register.people for post in row.posts}
        return [
            (PersonId(person), PostId(post))
            for post, person in sorted(self._held())
            if person not in listed and post not in filled and not self._ends_with_its_unit(post)
        ]

    def _duties_left_out(self) -> list[tuple[UnitId, DutyItemId]]:
        if "duties" not in self.register.sheets:
            return []
        listed = {(row.unit, row.item) for row in self.register.duties}
        standing = {row.id for row in self._standing()}
        lists = self.organisation.duties.lists
        pairs = [(unit, item) for unit, duties in lists.items() if unit in standing for item in duties]
        return [pair for pair in pairs if pair not in listed]

    def _lines_left_out(self) -> list[tuple[LineId, UnitId, UnitId]]:
        if "lines" not in self.register.sheets:
            return []
        listed = {(row.line, row.upper, row.lower) for row in self.register.lines}
        standing = {row.id for row in self._standing()}
        every = [(line, *pair) for line, pairs in self.organisation.lines.items() for pair in sorted(pairs)]
        return [one for one in every if one not in listed and {one[1], one[2]} <= standing]

    def _fault(self, code: str, row: int | None, **fields: str | int | float) -> None:
        self.issues.append(Issue(code, Severity.ERROR, self.file, row=row, fields=fields))

    def _note(self, code: str, *, count: int, **fields: str | int | float) -> None:
        self.issues.append(Issue(code, Severity.NOTE, self.file, count=count, fields=fields))
