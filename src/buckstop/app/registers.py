"""Registers at the door: read for a ledger that is to be made, and written of one that stands."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from buckstop.app.ledger import Ledger
from buckstop.app.person_names import PersonNames
from buckstop.app.rulepacks import shipped_packs
from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import DutyItemId, PersonId, UnitId
from buckstop.domain.organisation import Organisation
from buckstop.intake.registers.model import (
    OUTSIDE,
    DutyRow,
    Known,
    LineRow,
    PersonRow,
    PostRow,
    Reading,
    Register,
    Settings,
    UnitRow,
)
from buckstop.intake.registers.reading import read_register
from buckstop.intake.registers.tables import Files
from buckstop.intake.registers.words import words
from buckstop.intake.registers.writing import as_workbook
from buckstop.ledger.note import is_name
from buckstop.lens.issues import Issue, Severity

Logins = Mapping[PersonId, tuple[str, str]]
"""Login name and e-mail of each person that has an account."""

_CSV = ".csv"


def load_register(path: Path) -> tuple[bytes | Files, str]:
    """What a register file holds, or all CSV files of a folder, and the name it is spoken of by.

    Raises:
        OSError: it cannot be read.
    """
    if path.is_dir():
        return {
            one.name: one.read_bytes() for one in sorted(path.iterdir()) if one.suffix.casefold() == _CSV
        }, path.name
    return path.read_bytes(), path.name


def read_for_founding(data: bytes | Files, name: str, given: Settings | None = None) -> Reading:
    """A register that is to found an organisation: settings that only a beginning needs are asked for too.

    Args:
        given: settings of the command; they win over those of the file.
    """
    reading = read_register(data, name)
    if reading.register is None:
        return reading
    filled = {key: value for key in Settings.__slots__ if (value := getattr(given, key))} if given else {}
    register = replace(reading.register, settings=replace(reading.register.settings, **filled))
    issues = (*reading.issues, *_settings_issues(register.settings, name))
    faulty = any(issue.severity is Severity.ERROR for issue in issues)
    return Reading(None if faulty else register, issues)


def _settings_issues(settings: Settings, file: str) -> Iterable[Issue]:
    known = words()
    sheet = next(word for word in known.sheets if word.key == "settings")
    if not settings.outside_arbiter:
        label = next(word for word in known.values["setting"] if word.key == "outside_arbiter")
        fields: dict[str, str | int | float] = {
            "setting": f"{label.en} / {label.zh}",
            "sheet_name": f"{sheet.en} / {sheet.zh}",
        }
        yield Issue("register.setting_missing", Severity.ERROR, file, fields=fields)
    if settings.pack and settings.pack not in shipped_packs():
        fields = {"value": settings.pack, "near": ", ".join(shipped_packs())}
        yield Issue("register.pack_unknown", Severity.ERROR, file, fields=fields)
    if settings.zone and not is_zone(settings.zone):
        yield Issue("register.zone_unknown", Severity.ERROR, file, fields={"value": settings.zone})
    if settings.origin and not is_name(settings.origin):
        yield Issue("register.origin_unfit", Severity.ERROR, file, fields={"value": settings.origin})


def is_zone(name: str) -> bool:
    """Whether a time zone of that name is known."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def known_names(organisation: Organisation) -> Known:
    """What units and posts are called now, for a file that may rename them."""
    units = {unit.name: str(unit.id) for unit in organisation.tree.units.values() if unit.active}
    arbiter = organisation.outside_arbiter
    posts = {
        (OUTSIDE if unit == arbiter else str(unit), post.title): str(post.id)
        for unit, several in organisation.posts.by_unit.items()
        for post in several
    }
    return Known(units, posts)


def export(ledger: Ledger, language: str, logins: Logins | None = None) -> bytes:
    """A workbook of the present organisation, names opened, that reads back as the same register.

    Args:
        logins: of the accounts; None leaves the column empty.
    """
    return as_workbook(register_of(ledger, logins or {}), language)


def register_of(ledger: Ledger, logins: Logins | None = None) -> Register:
    """The register of the organisation as it stands: what is active now, and appointments that are to come."""
    organisation, at, zone = ledger.organisation(), ledger.now(), ledger.calendar.zone
    arbiter = organisation.outside_arbiter
    known = words()
    return Register(
        settings=Settings(
            outside_arbiter=organisation.outside_arbiters[arbiter],
            outside_arbiter_id=arbiter,
            office=organisation.office,
            root=organisation.root,
            pack=ledger.pack.id,
            zone=str(zone),
            origin=ledger.origin,
        ),
        units=unit_rows(organisation),
        posts=tuple(_posts(organisation)),
        people=tuple(_people(organisation, PersonNames(ledger), at, zone, logins or {})),
        duties=tuple(
            row
            for unit in sorted(organisation.duties.lists)
            if organisation.active(unit)
            for row in duty_rows(organisation, unit)
        ),
        lines=line_rows(organisation),
        sheets=frozenset(word.key for word in known.sheets),
    )


def unit_rows(organisation: Organisation) -> tuple[UnitRow, ...]:
    """Every active unit as a register has it."""
    return tuple(
        UnitRow(0, unit.id, unit.name, unit.kind, unit.superior or "", unit.aliases)
        for unit in organisation.tree.units.values()
        if unit.active
    )


def duty_rows(organisation: Organisation, unit: UnitId) -> tuple[DutyRow, ...]:
    """The duty list of a unit as a register has it."""
    duties = organisation.duties.lists.get(unit, {})
    return tuple(
        DutyRow(0, unit, duty.item, duty.title, duty.kind, duty.taken_by or "", duty.approval_ref)
        for _item, duty in sorted(duties.items())
    )


def duty_stands(organisation: Organisation, row: DutyRow) -> bool:
    """Whether an item stands on its unit's list as a row has it; the document it rests on does not count."""
    duty = organisation.duty(UnitId(row.unit), DutyItemId(row.item))
    taken_by = row.taken_by if row.kind is DutyKind.TAKEN_BACK else ""
    return duty is not None and (duty.kind, duty.title, duty.taken_by or "") == (row.kind, row.title, taken_by)


def line_rows(organisation: Organisation) -> tuple[LineRow, ...]:
    """Every relation between active units as a register has it."""
    return tuple(
        LineRow(0, line, upper, lower)
        for line, pairs in sorted(organisation.lines.items())
        for upper, lower in sorted(pairs)
        if organisation.active(upper) and organisation.active(lower)
    )


def _posts(organisation: Organisation) -> Iterable[PostRow]:
    alive = {post.id for posts in organisation.posts.by_unit.values() for post in posts}
    for post in organisation.posts.by_id.values():
        if post.id in alive:
            unit = OUTSIDE if post.unit == organisation.outside_arbiter else post.unit
            deputies = tuple(deputy for deputy in post.deputies if deputy in alive)
            yield PostRow(0, post.id, unit, post.title, post.roles, post.key_post, deputies)


def _people(
    organisation: Organisation, names: PersonNames, at: datetime, zone: tzinfo, logins: Logins
) -> Iterable[PersonRow]:
    """Who holds a post now or will; of appointments that all lie ahead the first day is told."""
    held: dict[PersonId, dict[str, datetime]] = {person: {} for person in organisation.persons}
    for post, tenures in organisation.posts.tenures.items():
        for tenure in tenures:
            if tenure.until_at is None or tenure.until_at > at:
                held[tenure.person][post] = tenure.from_at
    for person, posts in held.items():
        if not posts:
            continue
        begins = min(posts.values())
        login, email = logins.get(person, ("", ""))
        yield PersonRow(
            row=0,
            id=person,
            name=names.of(person, otherwise=person),
            posts=tuple(sorted(posts)),
            login=login,
            email=email,
            from_date=begins.astimezone(zone).date() if begins > at else None,
        )
