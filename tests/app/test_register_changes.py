"""A changed register becomes commands: what differs and nothing else, in an order in which all of it can be done."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from buckstop.app.ledger import Ledger
from buckstop.app.registers import known_names, register_of
from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import DutyItemId, PersonId, PostId, UnitId
from buckstop.domain.organisation_commands import AppointPerson, RelievePerson, ScheduleChange
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind
from buckstop.intake.registers.model import DutyRow, Ending, LineRow, PersonRow, PostRow, Register, UnitRow
from buckstop.intake.registers.reading import read_register
from buckstop.lens.issues import Severity
from buckstop.text.issues import sentence
from tests.app.register_books import asked_by, carry_out, compared, founded, kinds, name_of, post_id, read
from tests.intake.registers.books import changed, workbook


def unit(register: Register, key: str, **more: Any) -> Register:
    """The register with one unit's row changed."""
    units = tuple(replace(row, **more) if row.id == key else row for row in register.units)
    return replace(register, units=units)


def person(register: Register, key: str, **more: Any) -> Register:
    people = tuple(replace(row, **more) if row.id == key else row for row in register.people)
    return replace(register, people=people)


def errors(found: Any) -> list[str]:
    return [issue.code for issue in found.issues if issue.severity is Severity.ERROR]


def test_the_export_itself_changes_nothing() -> None:
    found = compared(founded(), lambda register: register)
    assert (found.asked.commands, found.issues) == ((), ())


def test_the_file_it_came_from_changes_nothing_although_it_has_no_ids() -> None:
    assert asked_by(founded(), read()).asked.commands == ()


def test_units_are_founded_renamed_and_moved() -> None:
    ledger = founded()

    def change(register: Register) -> Register:
        register = unit(register, "town", name="平安街道", superior="", aliases=("平安镇",))
        new = UnitRow(0, "", "城关片区", UnitKind.OFFICE, "qs")
        moved = tuple(replace(row, superior="城关片区") if row.id == "town" else row for row in register.units)
        return replace(register, units=(*moved, new))

    found = compared(ledger, change)
    assert kinds(found) == ["FoundUnit", "RenameUnit", "SetAliases", "MoveUnit"]
    carry_out(ledger, found)
    tree = ledger.organisation().tree
    assert (tree.units[UnitId("town")].name, tree.units[UnitId("town")].superior) == ("平安街道", "u003")
    assert compared(ledger, lambda register: register).asked.commands == ()


def test_two_units_can_change_places_in_the_tree() -> None:
    ledger = founded()
    found = compared(ledger, lambda register: unit(unit(register, "u002", superior="qs"), "town", superior="u002"))
    assert kinds(found) == ["MoveUnit", "MoveUnit"]
    carry_out(ledger, found)
    assert ledger.organisation().tree.superiors(UnitId("town")) == ("u002", "qs")


def test_a_unit_ends_after_those_below_it_and_its_posts_end_with_it() -> None:
    ledger = founded()

    def change(register: Register) -> Register:
        register = unit(register, "u002", ending=Ending.RETIRED)
        register = unit(register, "town", ending=Ending.MERGED, successor="water", document="15号")
        posts = tuple(row for row in register.posts if row.unit not in {"town", "u002"})
        gone = {row.id for row in register.posts} - {row.id for row in posts}
        people = tuple(
            replace(row, posts=tuple(one for one in row.posts if one not in gone)) for row in register.people
        )
        duties = tuple(row for row in register.duties if row.unit not in {"town", "u002"})
        return replace(register, posts=posts, people=people, duties=duties, lines=())

    found = compared(ledger, change)
    assert kinds(found) == ["RetireUnit", "MergeUnit"]
    carry_out(ledger, found)
    organisation = ledger.organisation()
    assert organisation.custodian(UnitId("town")) == "water"
    assert organisation.custodian(UnitId("u002")) == "qs"  # it named nobody: its nearest active superior
    assert organisation.posts_in(UnitId("town")) == ()


def test_a_person_moves_from_one_post_to_another_and_the_one_before_leaves() -> None:
    ledger = founded()
    head = post_id(ledger, "局长")
    found = compared(ledger, lambda register: person(person(register, "p0001", posts=()), "p0002", posts=(head,)))
    assert kinds(found) == ["RelievePerson", "RelievePerson", "AppointPerson"]
    carry_out(ledger, found)
    assert ledger.organisation().holder_of(PostId(head), ledger.now()) == "p0002"


def test_who_is_named_for_a_post_takes_it_over_from_who_is_not_in_the_file() -> None:
    ledger = founded()
    head = post_id(ledger, "局长")
    new = PersonRow(0, "", "吴敏", (head,))
    found = compared(
        ledger,
        lambda register: replace(register, people=(*(r for r in register.people if r.id != "p0001"), new)),
    )
    assert kinds(found) == ["RegisterPerson", "RelievePerson", "AppointPerson"]
    assert [issue.code for issue in found.issues] == []
    carry_out(ledger, found)
    holder = ledger.organisation().holder_of(PostId(head), ledger.now())
    assert holder is not None
    assert name_of(ledger, holder) == "吴敏"


def test_a_name_is_corrected_and_stays_sealed() -> None:
    ledger = founded()
    found = compared(ledger, lambda register: person(register, "p0003", name="Ruth Moss-Chen"))
    assert kinds(found) == ["CorrectPersonEntry"]
    carry_out(ledger, found)
    assert name_of(ledger, PersonId("p0003")) == "Ruth Moss-Chen"


def test_a_row_without_an_id_is_who_holds_the_post_under_that_name_else_somebody_new() -> None:
    ledger = founded()
    same = asked_by(ledger, read(changed(("人员", 2, 0, "王建军"))))
    assert kinds(same) == ["RegisterPerson", "RelievePerson", "AppointPerson"]
    assert asked_by(ledger, read()).asked.commands == ()


def test_posts_duties_and_lines_follow_the_file() -> None:
    ledger = founded()

    def change(register: Register) -> Register:
        head = post_id(ledger, "副局长")
        posts = tuple(
            replace(row, title="常务副局长", roles=frozenset({Role.MEMBER, Role.VERIFIER})) if row.id == head else row
            for row in register.posts
        )
        posts = tuple(replace(row, key_post=False, deputies=()) if row.title == "镇长" else row for row in posts)
        new = PostRow(0, "", "water", "科员", frozenset({Role.MEMBER}))
        duties = tuple(replace(row, kind=DutyKind.BASIC) if row.item == "B-2" else row for row in register.duties)
        duties = (*duties, DutyRow(0, "town", "B-9", "防汛值守", DutyKind.TAKEN_BACK, "qs", "16号"))
        return replace(
            register,
            posts=(*posts, new),
            duties=duties,
            lines=(*register.lines, LineRow(0, "防汛", "water", "town")),
        )

    found = compared(ledger, change)
    assert kinds(found) == [
        "AddLineRelation", "ChangePost", "CreatePost", "MarkKeyPost", "SetDeputies", "EnterDuties", "EnterDuties",
        "TakeBackDuties",
    ]  # fmt: skip
    carry_out(ledger, found)
    assert compared(ledger, lambda register: register).asked.commands == ()
    assert ledger.organisation().duty(UnitId("u002"), DutyItemId("B-2")).kind is DutyKind.BASIC  # type: ignore[union-attr] # it stands on the list


def fewer(register: Register) -> Register:
    return replace(
        register,
        posts=tuple(row for row in register.posts if row.title != "县长"),
        people=tuple(row for row in register.people if row.id != "p0003"),
        duties=tuple(row for row in register.duties if row.item != "B-1"),
        lines=register.lines[:1],
    )


def test_what_the_file_leaves_out_stays_and_is_told() -> None:
    found = compared(founded(), fewer)
    assert found.asked.commands == ()
    assert [issue.code for issue in found.issues] == [
        "register.posts_left",
        "register.people_left",
        "register.duties_left",
        "register.lines_left",
    ]
    assert all(issue.code not in sentence(issue, str) for issue in found.issues)


def test_of_a_complete_file_what_it_leaves_out_ends() -> None:
    ledger = founded()
    assert errors(compared(ledger, fewer, complete=True)) == ["register.withdrawal_unapproved"]
    found = compared(ledger, fewer, complete=True, document="17号")
    assert kinds(found) == ["RelievePerson", "AbolishPost", "WithdrawDuties", "RemoveLineRelation"]
    carry_out(ledger, found)
    again = register_of(ledger)
    assert "p0003" not in {row.id for row in again.people}
    assert len(again.lines) == 1


def test_a_sheet_that_is_not_there_says_nothing() -> None:
    found = compared(
        founded(),
        lambda register: replace(
            register, posts=(), people=(), duties=(), lines=(), sheets=frozenset({"units", "settings"})
        ),
        complete=True,
    )
    assert (found.asked.commands, found.issues) == ((), ())


REFUSED = [
    (
        "register.unit_missing",
        lambda register: replace(register, units=register.units[:3], posts=(), people=(), duties=(), lines=()),
    ),
    ("register.root_changed", lambda register: unit(unit(register, "qs", superior="water"), "water", superior="")),
    (
        "register.unit_to_end_unknown",
        lambda register: replace(
            register, units=(*register.units, UnitRow(0, "x", "X", UnitKind.OTHER, "qs", ending=Ending.RETIRED))
        ),
    ),
    (
        "register.post_moved",
        lambda register: replace(
            register, posts=tuple(replace(row, unit="qs") if row.title == "局长" else row for row in register.posts)
        ),
    ),
]


@pytest.mark.parametrize(("code", "change"), REFUSED, ids=[code for code, _change in REFUSED])
def test_what_cannot_be_is_told_and_nothing_is_asked(code: str, change: Any) -> None:
    found = compared(founded(), change)
    assert set(errors(found)) == {code}
    assert found.faulty
    assert found.asked.commands == ()
    assert all(one.code not in sentence(one, str) for one in found.issues)


def test_a_unit_that_has_ended_does_not_come_back_by_a_row() -> None:
    ledger = founded()
    before = register_of(ledger)

    def end(register: Register) -> Register:
        bare = tuple(row for row in register.posts if row.unit != "u002")
        people = tuple(row for row in register.people if row.id != "p0003")
        return replace(unit(register, "u002", ending=Ending.RETIRED), posts=bare, people=people)

    carry_out(ledger, compared(ledger, end))
    assert errors(asked_by(ledger, before)) == ["register.unit_gone"]


NEW_YEAR = datetime(2026, 3, 31, 16, tzinfo=UTC)  # 1 April in Qingshui


def planned(ledger: Ledger) -> Any:
    head = post_id(ledger, "局长")

    def change(register: Register) -> Register:
        register = unit(register, "town", name="平安街道")
        return person(person(register, "p0001", posts=()), "p0002", posts=(head,))

    return compared(ledger, change, on_at=NEW_YEAR)


def test_units_change_and_people_are_appointed_on_a_day_to_come() -> None:
    ledger = founded()
    found = planned(ledger)
    rename, *others = found.asked.commands
    assert isinstance(rename, ScheduleChange)
    assert (rename.effective_at, rename.change) == (NEW_YEAR, "2026-04-01.RenameUnit.town")
    assert all(isinstance(one, RelievePerson | AppointPerson) for one in others)
    assert found.issues == ()
    carry_out(ledger, found)
    organisation, head = ledger.organisation(), PostId(post_id(ledger, "局长"))
    assert organisation.tree.units[UnitId("town")].name == "平安镇"
    assert (organisation.holder_of(head, ledger.now()), organisation.holder_of(head, NEW_YEAR)) == ("p0001", "p0002")


def test_what_cannot_wait_is_told() -> None:
    found = compared(
        founded(),
        lambda register: replace(register, units=(*register.units, UnitRow(0, "", "新村", UnitKind.VILLAGE, "town"))),
        on_at=NEW_YEAR,
    )
    assert [(issue.code, issue.count) for issue in found.issues] == [("register.cannot_wait", 1)]


def test_a_day_of_one_s_own_wins_over_the_day_of_all() -> None:
    ledger = founded()
    county = post_id(ledger, "县长")
    new = PersonRow(0, "", "吴敏", (county,), from_date=date(2026, 5, 1))
    found = compared(ledger, lambda r: replace(r, people=(*r.people, new)), on_at=NEW_YEAR)
    (appointment,) = [one for one in found.asked.commands if isinstance(one, AppointPerson)]
    assert appointment.from_at == datetime(2026, 4, 30, 16, tzinfo=UTC)


def test_a_file_that_renames_a_unit_and_a_post_may_go_on_calling_them_by_their_names() -> None:
    ledger = founded()
    sheets = changed(("单位", 4, 1, "清水县水利局"), ("单位", 4, 2, None), ("岗位", 6, 1, "常务副局长"))
    for sheet, row, place in (
        ("岗位", 5, 0),
        ("岗位", 6, 0),
        ("人员", 2, 1),
        ("人员", 3, 1),
        ("履职清单", 4, 4),
        ("条线", 2, 1),
    ):
        sheets[sheet][row - 1][place] = "清水县水务局"
    for number, line in enumerate(sheets["岗位"]):
        line.append("编号" if number == 0 else post_id(ledger, "副局长") if line[1] == "常务副局长" else None)
    reading = read_register(workbook(sheets), "county.xlsx", known_names(ledger.organisation()))
    assert reading.register is not None, reading.issues
    assert kinds(asked_by(ledger, reading.register)) == ["RenameUnit", "SetAliases", "ChangePost"]
