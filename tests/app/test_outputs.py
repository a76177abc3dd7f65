"""Results are written whole or not at all, and never over what was read."""

from pathlib import Path

import pytest

from buckstop.app.outputs import Outputs, refuse_harm, write_text
from buckstop.app.requests import RequestError


def test_a_file_is_written_with_its_folders_and_nothing_beside_it(tmp_path: Path) -> None:
    write_text(tmp_path / "a" / "b" / "r.html", "新\n")
    write_text(tmp_path / "a" / "b" / "r.html", "newer\n")
    assert (tmp_path / "a" / "b" / "r.html").read_text("utf-8") == "newer\n"
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["r.html"]


def test_a_file_that_cannot_be_written_keeps_the_older_one_and_leaves_no_part(tmp_path: Path) -> None:
    write_text(tmp_path / "r.html", "older")
    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "r.html", "half a character: \udcff")
    assert [path.read_text("utf-8") for path in tmp_path.iterdir()] == ["older"]


def test_what_a_link_points_to_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "real.html").write_text("older", "utf-8")
    (tmp_path / "link.html").symlink_to("real.html")
    write_text(tmp_path / "link.html", "newer")
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real.html").read_text("utf-8") == "newer"


def test_a_hard_link_to_the_log_is_the_log(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("log", "utf-8")
    (tmp_path / "other.csv").hardlink_to(tmp_path / "log.csv")
    with pytest.raises(RequestError) as refused:
        refuse_harm(tmp_path / "other.csv", None, tmp_path / "log.csv")
    assert refused.value.code == "output.is_input"


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("folder", None, None), "output.is_folder"),
        ((None, "log.csv", None), "output.is_input"),
        (("new", "./new", None), "output.twice"),
        ((None, None, "log.csv"), "output.not_a_folder"),
        ((None, None, "folder"), "output.is_input"),
    ],
)
def test_outputs_that_would_do_harm_are_refused(names: tuple[str | None, ...], code: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "log.csv").write_text("log", "utf-8")
    html, json, parquet = (None if name is None else tmp_path / name for name in names)
    with pytest.raises(RequestError) as refused:
        Outputs(html, json, parquet).refuse_harm(tmp_path / "log.csv", tmp_path / "folder")
    assert refused.value.code == code


def test_ordinary_outputs_are_let_through(tmp_path: Path) -> None:
    (tmp_path / "old.html").write_text("old", "utf-8")
    Outputs(tmp_path / "old.html", tmp_path / "all.json", tmp_path / "tables").refuse_harm(tmp_path / "log.csv", None)
    Outputs().refuse_harm(tmp_path / "log.csv")
