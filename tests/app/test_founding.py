"""An organisation from a table: founded whole, or every fault named by row and column."""

from pathlib import Path

import pytest

from buckstop.app.answers import Accepted, Refused
from buckstop.app.founding import Plan, UnitRow, found, read_units
from buckstop.domain.ids import PostId, UnitId
from buckstop.domain.organisation_refusals import OrganisationRefusal
from buckstop.lens.issues import Issue
from tests.app.staged import empty_ledger

TABLE = """unit,name,kind,superior,leader
water,县水务局,department,qingshui,局长
qingshui,清水县,root,,县长
village,Moss Village,village,town,
town,平安镇,township,qingshui,镇长
"""


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "units.csv"
    path.write_bytes(text.encode(encoding))
    return path


def rows(folder: Path, text: str = TABLE, encoding: str = "utf-8") -> tuple[UnitRow, ...]:
    read = read_units(table(folder, text, encoding))
    assert all(isinstance(one, UnitRow) for one in read), read
    return tuple(one for one in read if isinstance(one, UnitRow))


def plan(units: tuple[UnitRow, ...], office: str = "water") -> Plan:
    return Plan(units, UnitId("city"), "清河市", UnitId(office))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_units_are_read_root_first_whatever_wrote_the_file(tmp_path: Path, encoding: str) -> None:
    found_rows = rows(tmp_path, TABLE, encoding)
    assert [(one.unit, one.name) for one in found_rows] == [
        ("qingshui", "清水县"),
        ("water", "县水务局"),
        ("town", "平安镇"),
        ("village", "Moss Village"),
    ]
    assert [one.row for one in found_rows] == [3, 2, 5, 4]


def test_the_organisation_stands_as_the_table_says(tmp_path: Path) -> None:
    ledger = empty_ledger()
    assert isinstance(found(ledger, plan(rows(tmp_path))), Accepted)
    organisation = ledger.organisation()
    assert organisation.root == "qingshui"
    assert (organisation.outside_arbiter, organisation.office) == ("city", "water")
    assert {name: unit.superior for name, unit in organisation.tree.units.items()} == {
        "qingshui": None,
        "water": "qingshui",
        "town": "qingshui",
        "village": "town",
    }
    posts = organisation.posts.by_id
    assert {post: posts[post].title for post in posts} == {
        PostId("qingshui.leader"): "县长",
        PostId("water.leader"): "局长",
        PostId("town.leader"): "镇长",
    }


def test_founding_twice_is_the_same_once_and_another_table_is_refused(tmp_path: Path) -> None:
    ledger = empty_ledger()
    units = rows(tmp_path)
    assert isinstance(found(ledger, plan(units)), Accepted)
    again = found(ledger, plan(units))
    assert isinstance(again, Accepted)
    assert again.repeated
    assert isinstance(found(ledger, plan(units, "town")), Refused)


def test_a_refusal_leaves_nothing_founded(tmp_path: Path) -> None:
    ledger = empty_ledger()
    outcome = found(ledger, Plan(rows(tmp_path), UnitId("town"), "x", UnitId("qingshui")))
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code in {OrganisationRefusal.ARBITER_INSIDE, OrganisationRefusal.ID_TAKEN}
    assert ledger.store.pending_count() == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name,kind\n", [("units.missing_columns", 1, None)]),
        ("unit,name,kind,superior\n", [("units.no_root", None, None)]),
        ("unit,name,kind,superior\na,A,root,\nb,,village,a\n", [("units.empty", 3, "name")]),
        ("unit,name,kind,superior\na\x1bb,A,root,\n", [("units.id_unfit", 2, "unit")]),
        (f"unit,name,kind,superior\n{'a' * 201},A,root,\n", [("units.id_unfit", 2, "unit")]),
        ("unit,name,kind,superior\na,A,castle,\n", [("units.kind_unknown", 2, "kind")]),
        ("unit,name,kind,superior\na,A,root,\na,B,village,a\n", [("units.twice", 3, "unit")]),
        ("unit,name,kind,superior\na,A,root,\nb,B,root,\n", [("units.second_root", 3, "superior")]),
        ("unit,name,kind,superior\na,A,root,\nb,B,village,z\n", [("units.superior_unknown", 3, "superior")]),
        (
            "unit,name,kind,superior\na,A,root,\nb,B,village,c\nc,C,village,b\n\n",
            [("units.circle", 3, "superior"), ("units.circle", 4, "superior")],
        ),
        (
            "unit,name,kind,superior\n,,x,\nb,,village,a\n",
            [
                ("units.empty", 2, "unit"),
                ("units.empty", 2, "name"),
                ("units.kind_unknown", 2, "kind"),
                ("units.empty", 3, "name"),
            ],
        ),
    ],
)
def test_every_fault_of_a_table_is_placed(tmp_path: Path, text: str, expected: list[tuple[str, int, str]]) -> None:
    read = read_units(table(tmp_path, text))
    issues = [one for one in read if isinstance(one, Issue)]
    assert [(one.code, one.row, one.column) for one in issues] == expected
    assert len(issues) == len(read)


def test_a_file_that_is_no_text_is_named_by_row_and_byte(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(b"unit,name\n\xff\xff\xff\n")
    read = read_units(path)
    assert isinstance(read[0], Issue)
    assert (read[0].code, read[0].row, read[0].fields) == ("units.not_text", 2, {"byte": "11"})
