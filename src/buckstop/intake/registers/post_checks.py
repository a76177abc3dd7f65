"""Whether posts and people of a register fit: deputies that exist, one holder a post, nobody without a name apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from buckstop.domain.posts import Role
from buckstop.intake.registers.model import OUTSIDE, Known, PersonRow, PostRow, UnitRow
from buckstop.intake.registers.names import Names, PostFinder, UnitFinder
from buckstop.intake.registers.rows import RowReader, WrittenPerson
from buckstop.intake.registers.tables import Line
from buckstop.lens.issues import Issue, Severity

MANY_HATS = 2
"""Posts of one person from which on it is worth a word."""
_SHOWN = 10


def resolve_posts(
    reader: RowReader,
    written: Sequence[tuple[Line, PostRow, str]],
    names: Names,
    units: Sequence[UnitRow],
    known: Known,
) -> list[PostRow]:
    """The posts with units and deputies as keys."""
    finder = UnitFinder(reader, names)
    ending = {row.key for row in units if row.ending is not None}
    placed: list[tuple[Line, PostRow, str]] = []
    for line, row, deputies in written:
        unit = finder.one(line, "unit", row.unit)
        if unit in ending:
            reader.fault("register.post_of_ending_unit", line, "unit", unit=row.unit)
        placed.append((line, replace(row, unit=unit), deputies))
    _posts_apart(reader, placed)
    posts = PostFinder.over(reader, names, (row for _line, row, _deputies in placed if row.unit), known)
    found = []
    for line, row, deputies in placed:
        keys = posts.several(line, "deputies", deputies, row.unit) if row.unit else ()
        if row.key in keys:
            reader.fault("register.own_deputy", line, "deputies", post=row.title)
        if row.key_post and not deputies:
            reader.fault("register.key_post_uncovered", line, "deputies", Severity.WARNING, post=row.title)
        found.append(replace(row, deputies=keys))
    _leaders(reader, found, units)
    return found


def _posts_apart(reader: RowReader, posts: Sequence[tuple[Line, PostRow, str]]) -> None:
    ids: dict[str, int] = {}
    titles: dict[tuple[str, str], int] = {}
    for line, row, _deputies in posts:
        place = (row.unit, row.title)
        if row.id and row.id in ids:
            reader.fault("register.id_twice", line, "id", id=row.id, other=ids[row.id])
        if all(place) and place in titles:
            reader.fault("register.post_twice", line, "title", post=row.title, other=titles[place])
        ids.setdefault(row.id, line.row)
        titles.setdefault(place, line.row)


def _leaders(reader: RowReader, posts: Sequence[PostRow], units: Sequence[UnitRow]) -> None:
    led = {post.unit for post in posts if Role.LEADER in post.roles}
    without = [unit.name for unit in units if unit.ending is None and unit.key not in led]
    if without:
        shown = ", ".join(without[:_SHOWN]) + (", …" if len(without) > _SHOWN else "")
        title, file = reader.table.title, reader.findings.file
        reader.findings.add(
            Issue("register.without_leader", Severity.WARNING, file, title, count=len(without), fields={"units": shown})
        )


@dataclass
class PeopleCheck:
    """Brings rows of people together into persons, and posts to their one holder.

    Args:
        names: what units are called, the outside arbiter included.
        posts: of the register.
    """

    reader: RowReader
    names: Names
    posts: Sequence[PostRow]
    known: Known
    holders: dict[str, tuple[str, int]] = field(default_factory=dict)

    def resolve(self, written: Sequence[WrittenPerson]) -> list[PersonRow]:
        """The persons with their posts as keys, rows of one person joined."""
        self._apart(written)
        units = UnitFinder(self.reader, self.names)
        posts = PostFinder.over(self.reader, self.names, self.posts, self.known)
        persons: dict[str, PersonRow] = {}
        for one in written:
            unit = units.one(one.line, "unit", one.unit)
            keys = posts.several(one.line, "posts", one.posts, unit) if unit or not one.unit else ()
            if not one.posts:
                self.reader.fault("register.person_without_post", one.line, "posts", Severity.WARNING)
            for key in keys:
                self._hold(one, key)
            who = one.person.id or one.person.login or one.person.name
            known = persons.get(who)
            persons[who] = _joined(known, replace(one.person, posts=keys)) if known else replace(one.person, posts=keys)
        self._hats(persons)
        self._vacant()
        return list(persons.values())

    def _hold(self, one: WrittenPerson, key: str) -> None:
        who = one.person.id or one.person.login or one.person.name
        holder = self.holders.setdefault(key, (who, one.line.row))
        if holder[0] != who:
            self.reader.fault("register.post_held_twice", one.line, "posts", post=key, other=holder[1])

    def _apart(self, written: Sequence[WrittenPerson]) -> None:
        """Two rows are one person where they say so by id or login; a name alone says nothing."""
        logins: dict[str, WrittenPerson] = {}
        names: dict[str, WrittenPerson] = {}
        ids: dict[str, WrittenPerson] = {}
        for one in written:
            person = one.person
            other = logins.setdefault(person.login.casefold(), one)
            if person.login and _are_two(person, other.person):
                self.reader.fault("register.login_twice", one.line, "login", value=person.login, other=other.line.row)
            other = ids.setdefault(person.id, one)
            if person.id and other.person.name != person.name:
                self.reader.fault(
                    "register.id_of_two", one.line, "name", id=person.id, other=other.line.row, who=_in_post(other)
                )
            if person.id and person.login and other.person.login not in {"", person.login}:
                self.reader.fault("register.logins_of_one", one.line, "login", id=person.id, other=other.line.row)
            other = names.setdefault(person.name, one)
            if other is not one and person.name and not _told_apart(person, other.person):
                self.reader.fault("register.person_twice", one.line, "name", other=other.line.row, who=_in_post(other))

    def _hats(self, persons: Mapping[str, PersonRow]) -> None:
        for person in persons.values():
            if len(person.posts) >= MANY_HATS:
                line = Line(person.row, {})
                self.reader.fault("register.many_hats", line, "posts", Severity.NOTE, number=len(person.posts))

    def _vacant(self) -> None:
        vacant = [post.title for post in self.posts if post.key not in self.holders and post.unit != OUTSIDE]
        if vacant:
            shown = ", ".join(vacant[:_SHOWN]) + (", …" if len(vacant) > _SHOWN else "")
            file, title = self.reader.findings.file, self.reader.table.title
            fields: dict[str, str | int | float] = {"posts": shown}
            self.reader.findings.add(
                Issue("register.posts_vacant", Severity.NOTE, file, title, count=len(vacant), fields=fields)
            )


def _in_post(written: WrittenPerson) -> str:
    """A row's person with unit and posts, as they were written: what tells them from a namesake."""
    where = ", ".join(words for words in (written.unit, written.posts) if words)
    return f"{written.person.name} · {where}" if where else written.person.name


def _are_two(person: PersonRow, other: PersonRow) -> bool:
    """Whether two rows of one login are of two persons."""
    return person.name != other.name or (person.id != other.id and bool(person.id and other.id))


def _told_apart(person: PersonRow, other: PersonRow) -> bool:
    """Whether two rows of one name say clearly whether they are one person or two."""
    if person.id and other.id:
        return True
    return bool(person.login and other.login)


def _joined(one: PersonRow, other: PersonRow) -> PersonRow:
    return replace(
        one,
        posts=tuple(dict.fromkeys((*one.posts, *other.posts))),
        login=one.login or other.login,
        email=one.email or other.email,
        from_date=one.from_date or other.from_date,
    )
