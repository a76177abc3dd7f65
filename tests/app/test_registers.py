"""A register founds an organisation; the organisation writes its register, and both are the same."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from buckstop.app.person_names import PersonNames
from buckstop.app.register_founding import first_refusal, founding
from buckstop.app.register_ids import OUTSIDE_ARBITER, with_ids
from buckstop.app.registers import export, load_register, read_for_founding, register_of
from buckstop.domain.duties import AdmissionKind
from buckstop.domain.ids import DutyItemId, PersonId, PostId, UnitId
from buckstop.domain.organisation_refusals import OrganisationRefusal
from buckstop.domain.posts import Role
from buckstop.intake.registers.model import Settings
from buckstop.intake.registers.reading import read_register
from buckstop.ledger.codec import decode
from buckstop.ledger.store import ORGANISATION
from tests.app.register_books import founded, post_id, read
from tests.app.staged import DAY, MONDAY, empty_ledger, stage
from tests.intake.registers.books import COUNTY, changed, csv_folder, workbook


def test_the_organisation_stands_as_the_register_says() -> None:
    ledger = founded()
    organisation, at = ledger.organisation(), ledger.now()
    assert {name: unit.superior for name, unit in organisation.tree.units.items()} == {
        "qs": None,
        "u001": "qs",
        "water": "qs",
        "town": "qs",
        "u002": "town",
    }
    assert (organisation.office, organisation.outside_arbiter) == ("u001", OUTSIDE_ARBITER)
    head = organisation.posts.by_id[PostId(post_id(ledger, "局长"))]
    assert (head.unit, head.key_post, head.deputies) == ("water", True, (post_id(ledger, "副局长"),))
    assert head.roles == {Role.LEADER, Role.MEMBER}
    holder = organisation.holder_of(head.id, at)
    assert holder is not None
    assert PersonNames(ledger).of(holder) == "王建国"
    assert organisation.guidance(UnitId("town")) == ("water",)
    assert organisation.admits(UnitId("town"), DutyItemId("B-3")).kind is AdmissionKind.TAKEN_BACK


def test_no_name_reaches_the_log() -> None:
    ledger = founded()
    log = b"".join(event.body for event in ledger.store.events(ORGANISATION))
    for name in ("王建国", "李芳", "Ruth Moss", "赵梅", "wang"):
        assert name.encode() not in log


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_an_exported_organisation_reads_back_equal(language: str) -> None:
    ledger = founded()
    back = read_register(export(ledger, language), "out.xlsx")
    assert back.register == register_of(ledger)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_county_founded_otherwise_reads_back_equal_too(language: str) -> None:
    ledger = stage().ledger
    ledger.salts = lambda number: b"s" * number
    assert read_register(export(ledger, language), "out.xlsx").register == register_of(ledger)


def test_founding_the_export_anew_gives_the_same_organisation() -> None:
    ledger = founded()
    again = founded(register_of(ledger))
    one, other = ledger.organisation(), again.organisation()
    assert one.tree == other.tree
    assert (one.posts.by_id, one.duties, one.lines) == (other.posts.by_id, other.duties, other.lines)


def test_logins_of_accounts_come_with_the_export() -> None:
    ledger = founded()
    logins: Mapping[PersonId, tuple[str, str]] = {PersonId("p0001"): ("wang", "wang@qs.example")}
    (person,) = [one for one in register_of(ledger, logins).people if one.id == "p0001"]
    assert (person.login, person.email) == ("wang", "wang@qs.example")


def test_who_begins_later_is_appointed_for_then_and_exported_with_the_day() -> None:
    ledger = founded(read(changed(("人员", 2, 5, "2026-04-01"))))
    organisation = ledger.organisation()
    post = PostId(post_id(ledger, "局长"))
    assert organisation.holder_of(post, ledger.now()) is None
    assert organisation.holder_of(post, MONDAY + 40 * DAY) == "p0001"
    (person,) = [one for one in register_of(ledger).people if one.id == "p0001"]
    assert person.from_date is not None
    assert person.from_date.isoformat() == "2026-04-01"


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (Settings(), ["register.setting_missing"]),
        (Settings(outside_arbiter="City"), []),
        (Settings(outside_arbiter="City", pack="moon"), ["register.pack_unknown"]),
        (Settings(outside_arbiter="City", zone="Asia/Qingshui"), ["register.zone_unknown"]),
        (Settings(outside_arbiter="City", origin="two words"), ["register.origin_unfit"]),
    ],
)
def test_a_beginning_needs_an_outside_arbiter_and_settings_that_can_be(given: Settings, codes: list[str]) -> None:
    sheets = {title: rows for title, rows in changed().items() if title == "单位"}
    reading = read_for_founding(workbook(sheets), "county.xlsx", given)
    assert [issue.code for issue in reading.issues] == codes
    assert (reading.register is None) == bool(codes)


def test_what_the_rules_refuse_is_told_before_anything_is_written() -> None:
    register = with_ids(read(), None, {}, MONDAY)
    ledger = empty_ledger()
    wrong = replace(register, settings=replace(register.settings, outside_arbiter_id=register.units[0].id))
    refusal = first_refusal(None, founding(wrong, MONDAY, ledger.calendar.zone), MONDAY)
    assert refusal is not None
    assert refusal.code is OrganisationRefusal.ARBITER_INSIDE
    assert ledger.store.events(ORGANISATION) == []


def test_ids_are_given_once_and_collide_with_none_of_the_file() -> None:
    sheets = changed(("单位", 4, 0, "u001"), ("岗位", 5, 0, "u001"), ("条线", 2, 1, "u001"), ("履职清单", 4, 4, "u001"))
    register = with_ids(read(sheets), None, {}, MONDAY)
    assert [unit.id for unit in register.units] == ["qs", "u002", "u001", "town", "u003"]
    assert len({post.id for post in register.posts}) == len(register.posts)
    assert [person.id for person in register.people] == ["p0001", "p0002", "p0003", "p0004"]


def test_a_file_and_a_folder_are_loaded_alike(tmp_path: Any) -> None:
    (tmp_path / "county.xlsx").write_bytes(workbook())
    folder = tmp_path / "county"
    folder.mkdir()
    for name, content in csv_folder().items():
        (folder / name).write_bytes(content)
    (folder / "notes.txt").write_text("no part of it")
    one = read_register(*load_register(tmp_path / "county.xlsx")).register
    assert one == read_register(*load_register(folder)).register == read(COUNTY)


def test_every_event_of_the_founding_can_be_read_again() -> None:
    events = founded().store.events(ORGANISATION)
    assert decode(events[0].body).type == "organisation.founded"
    assert (
        len(events) == 5 + 1 + 1 + 2 + 9 + 2 + 2 + 4 + 4 + 5 + 1
    )  # units, alias, office, lines, posts, deputies, key posts, duties, persons, appointments
