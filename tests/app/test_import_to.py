"""An import stands whole in its folder, or not at all."""

import tempfile
from pathlib import Path

import pytest

from buckstop.app.analyse import LogRequest, MappingFaultsError, RequestError, import_to
from buckstop.lens.importing import Resources
from buckstop.lens.normalise import ImportRefusedError
from buckstop.lens.store import StoredLog

MAPPING = """
name = "desk"
[columns]
case = "id"
unit = "team"
[time]
column = "at"
format = "iso"
zone = "UTC"
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a log and its mapping, and a folder for temporary files of its own."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    (tmp_path / "desk.toml").write_text(MAPPING, "utf-8")
    write_log(tmp_path, "2024-05-01")
    return tmp_path


def write_log(place: Path, stamp: str) -> None:
    rows = "".join(f"{case},{stamp},T{case % 3}\n" for case in range(50))
    (place / "desk.csv").write_text("id,at,team\n" + rows, "utf-8")


def request(place: Path, mapping: str = "desk.toml") -> LogRequest:
    return LogRequest(place / "desk.csv", str(place / mapping), resources=Resources("300MB", 1))


def left_over(place: Path) -> list[str]:
    """What stands in the folders besides the log and its mapping."""
    found = [path.relative_to(place).as_posix() for path in place.rglob("*")]
    return sorted(set(found) - {"desk.csv", "desk.toml", "temporary"})


def test_an_import_leaves_the_stored_log_and_nothing_else(place: Path) -> None:
    store = import_to(request(place), place / "out")
    assert (store.meta.cases, store.meta.source) == (50, "desk.csv")
    assert StoredLog.open(place / "out").meta == store.meta
    assert {name.split("/")[0] for name in left_over(place)} == {"out"}
    inside = {path.name for path in (place / "out").iterdir()}
    assert inside == {
        "meta.json",
        "events",
        "cases.parquet",
        "activities.parquet",
        "state_values.parquet",
        "columns",
        "levels",
    }


def test_a_refused_import_leaves_nothing(place: Path) -> None:
    write_log(place, "01/05/2024")
    with pytest.raises(ImportRefusedError):
        import_to(request(place), place / "out")
    assert left_over(place) == []


def test_a_mapping_that_names_columns_the_log_has_not_leaves_nothing(place: Path) -> None:
    (place / "desk.toml").write_text(MAPPING.replace('"team"', '"section"'), "utf-8")
    with pytest.raises(MappingFaultsError) as faults:
        import_to(request(place), place / "out")
    assert faults.value.issues
    assert left_over(place) == []


@pytest.mark.parametrize("stage", ["checking", "importing", "cases"])
def test_an_import_broken_off_at_any_stage_leaves_nothing(stage: str, place: Path) -> None:
    def interrupt(_done: int, _total: int | None, what: str) -> None:
        if what == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_to(request(place), place / "out", tell=interrupt)
    assert left_over(place) == []


def test_what_stands_in_the_folder_is_kept_unless_it_may_be_replaced(place: Path) -> None:
    import_to(request(place), place / "out")
    with pytest.raises(RequestError) as refusal:
        import_to(request(place), place / "out")
    assert refusal.value.code == "import.exists"
    write_log(place, "2025-01-01")
    replaced = import_to(request(place), place / "out", replace_existing=True)
    assert replaced.meta.first_us == StoredLog.open(place / "out").meta.first_us == 1_735_689_600_000_000


def test_a_failed_replacement_keeps_the_older_log(place: Path) -> None:
    older = import_to(request(place), place / "out").meta
    write_log(place, "no time at all")
    with pytest.raises(ImportRefusedError):
        import_to(request(place), place / "out", replace_existing=True)
    assert StoredLog.open(place / "out").meta == older


@pytest.mark.parametrize("replace_existing", [True, False])
def test_a_folder_or_file_of_something_else_is_never_replaced(replace_existing: bool, place: Path) -> None:
    (place / "file").write_text("mine", "utf-8")
    (place / "folder").mkdir()
    (place / "folder" / "thesis.txt").write_text("mine", "utf-8")
    for name in ("file", "folder"):
        with pytest.raises(RequestError):
            import_to(request(place), place / name, replace_existing=replace_existing)
    assert (place / "file").read_text("utf-8") == (place / "folder" / "thesis.txt").read_text("utf-8") == "mine"


def test_of_two_imports_into_one_folder_the_slower_one_is_refused(place: Path) -> None:
    import_to(request(place), place / "other")

    def another(_done: int, _total: int | None, what: str) -> None:
        if what == "cases":
            (place / "other").rename(place / "out")

    with pytest.raises(RequestError) as refusal:
        import_to(request(place), place / "out", tell=another)
    assert refusal.value.code == "import.exists"
    assert StoredLog.open(place / "out").meta.cases == 50
    assert {name.split("/")[0] for name in left_over(place)} == {"out"}


def test_a_folder_that_only_looks_like_a_part_of_an_import_is_kept(place: Path) -> None:
    (place / "out.part").mkdir()
    (place / "out.part" / "thesis.txt").write_text("mine", "utf-8")
    import_to(request(place), place / "out")
    assert (place / "out.part" / "thesis.txt").read_text("utf-8") == "mine"


def test_a_link_in_the_place_of_a_stored_log_is_kept(place: Path) -> None:
    (place / "out").symlink_to(place / "nowhere")
    for replace_existing in (False, True):
        with pytest.raises(RequestError):
            import_to(request(place), place / "out", replace_existing=replace_existing)
    assert (place / "out").is_symlink()
