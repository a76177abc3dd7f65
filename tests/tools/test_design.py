"""The design system holds what its page says: purposes, uses, contrasts, words beside lights, one place for colours."""

import re
from pathlib import Path

import pytest

from tests.tidy.tree import REPOSITORY
from tools.design.contrast import colour, contrast, luminance, mixed
from tools.design.pairs import pairs
from tools.design.parts import SHEETS, TEMPLATES, parts
from tools.design.tokens import SHEET, STATIC, declared, on_paper, tokens, widths

OURS = tuple(sorted(STATIC.glob("*.css")))
TOKENS = tokens(SHEET.read_text("utf-8"))
PAIRS = tuple(pairs())
_RULE = re.compile(r"/\*.*?\*/", re.DOTALL)
_LIGHT = re.compile(r"""class="[^"]*\blight\b[^"-][^>]*>(.*?)</span>""", re.DOTALL)


def bare(path: Path) -> str:
    """A sheet without its comments."""
    return _RULE.sub("", path.read_text("utf-8"))


# --- tokens ---


def test_every_token_says_what_it_is_for() -> None:
    assert [one.name for one in TOKENS] == list(declared(SHEET.read_text("utf-8")))
    assert len({one.why for one in TOKENS}) == len(TOKENS)


def test_a_token_without_a_purpose_is_found() -> None:
    sheet = ":root {\n  /* Room */\n  --a: 1px; /* between */\n  --b: 2px;\n}\n"
    assert [one.name for one in tokens(sheet)] == ["a"]
    assert declared(sheet) == ("a", "b")


@pytest.mark.parametrize("token", TOKENS, ids=lambda token: token.name)
def test_a_token_is_used(token: object) -> None:
    name = getattr(token, "name", "")
    assert any(f"var(--{name})" in bare(path) for path in OURS)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_a_sheet_asks_for_tokens_that_are_there_and_names_no_colour_itself(path: Path) -> None:
    text = bare(path)
    assert set(re.findall(r"var\(--([\w-]+)\)", text)) <= {one.name for one in TOKENS}
    if path != SHEET:
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", text) == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_the_layout_changes_at_the_widths_that_are_named_and_at_no_others(path: Path) -> None:
    queries = re.findall(r"@media[^{]+", bare(path))
    assert {width for query in queries for width in re.findall(r"[\d.]+rem", query)} <= set(
        widths(SHEET.read_text("utf-8"))
    )


def test_every_width_that_is_named_is_a_width_something_changes_at() -> None:
    asked = "".join(query for path in OURS for query in re.findall(r"@media[^{]+", bare(path)))
    assert [width for width in widths(SHEET.read_text("utf-8")) if width not in asked] == []


def test_a_colour_stands_once_and_says_light_and_dark() -> None:
    colours = [one for one in TOKENS if one.is_colour]
    assert len(colours) > 15
    assert all(re.fullmatch(r"#[0-9a-f]{6}", one.dark) for one in colours)


def test_a_browser_that_cannot_choose_between_light_and_dark_gets_every_colour_from_its_device() -> None:
    plain = re.search(r"@supports not \(color: light-dark\([^)]*\)\) \{\s*:root \{(.*?)\}", bare(SHEET), re.DOTALL)
    assert plain
    given = dict(re.findall(r"--([\w-]+): (\w+);", plain[1]))
    assert set(given) == {one.name for one in TOKENS if one.is_colour}
    assert set(given.values()) == {"Canvas", "CanvasText", "LinkText", "GrayText"}


# --- contrast ---


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(colour(one), colour(other)) == pytest.approx(ratio, abs=0.005)
    assert contrast(colour(other), colour(one)) == contrast(colour(one), colour(other))


def test_luminance_goes_from_black_to_white_and_a_mix_lies_between() -> None:
    black, white = colour("#000000"), colour("#ffffff")
    assert luminance(black) == 0
    assert luminance(white) == pytest.approx(1)
    assert mixed(black, white, 25) == (0.75, 0.75, 0.75)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.front}-on-{pair.ground}-{pair.least:g}")
def test_what_stands_on_what_can_be_told_apart_in_light_and_dark(pair: object) -> None:
    assert getattr(pair, "passes", False), pair


def test_a_pair_that_is_too_weak_in_the_dark_alone_is_found() -> None:
    faint = SHEET.read_text("utf-8").replace("light-dark(#4c585b, #aab5b3)", "light-dark(#4c585b, #5a6364)")
    assert {one.front for one in pairs(tokens(faint)) if not one.passes} == {"ink-2"}


def test_paper_is_black_on_white() -> None:
    paper = {name: value for name, value in on_paper(SHEET.read_text("utf-8")).items() if value.startswith("#")}
    assert {paper["paper"], paper["raised"], paper["sunken"]} == {"#ffffff"}
    for name in ("ink", "ink-2", "seal", "ask", "blue", "accent"):
        token = next(one for one in TOKENS if one.name == name)
        assert contrast(colour(paper.get(name, token.light)), colour("#ffffff")) >= 4.5, name


# --- lights ---


def test_lights_differ_in_shape_as_well_as_in_colour() -> None:
    text = bare(STATIC / "buckstop.css")
    shapes = [re.search(rf"\.light\.{one}::before {{ ([^}}]+) }}", text) for one in ("red", "yellow", "blue")]
    bodies = [re.sub(r"var\(--\w+\)", "", shape[1]) for shape in shapes if shape]
    assert len(set(bodies)) == 3


def test_no_template_shows_a_light_without_a_word() -> None:
    shown = [
        (path.name, words)
        for path in sorted(TEMPLATES.rglob("*.html"))
        for words in _LIGHT.findall(path.read_text("utf-8"))
    ]
    assert len(shown) >= 4
    assert [one for one in shown if not re.search(r"\{\{.+\}\}", one[1])] == []


# --- parts ---


def test_every_part_says_what_it_is_for() -> None:
    assert [one.name for sheet in SHEETS for one in parts(sheet) if not one.why] == []


def test_the_page_of_parts_shows_each_of_them_itself_or_inside_another() -> None:
    bodies = {
        body.split("(")[0]: body
        for sheet in SHEETS
        for body in (TEMPLATES / sheet).read_text("utf-8").split("{% macro ")[1:]
    }
    shown, waiting = set[str](), [(REPOSITORY / "tools/design/gallery.html").read_text("utf-8")]
    while waiting:
        text = waiting.pop()
        new = {name for name in bodies if re.search(rf"(?:{{{{ |{{% call |\.){name}\(", text)} - shown
        shown |= new
        waiting += [bodies[name] for name in new]
    assert set(bodies) - shown == set()
