"""The page: complete in itself, its own policy, hostile names that stay text, every word translatable."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract
from hypothesis import given
from hypothesis import strategies as st

from buckstop.lens.report.data import ReportData
from buckstop.lens.report.payload import as_script_data
from buckstop.lens.report.render import render
from tests.lens.report.reports import CASE, CHINESE, SCRIPT, Screened

HOME = files("buckstop.lens.report")
TEMPLATES = sorted(Path(str(HOME / "templates")).rglob("*.html"))


class Page(HTMLParser):
    """Tags, attributes and text of a page, scripts and styles apart."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the name is the parser's
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in self.raw:
            self.raw[self._inside].append(data)
        else:
            self.text.append(data)

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def text(unit_report: ReportData) -> str:
    return render(unit_report, translate=str, language="en")


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def data_of(page: Page) -> dict[str, Any]:
    (place,) = [i for i, attrs in enumerate(page.attributes("script")) if attrs.get("id") == "report-data"]
    data: dict[str, Any] = json.loads(page.raw["script"][place])
    return data


def test_hostile_names_make_no_element_and_no_script(page: Page) -> None:
    assert {tag for tag, _ in page.tags}.isdisjoint({"img", "iframe", "object", "embed", "base", "form"})
    assert len(page.attributes("script")) == 3
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert not [attrs for _, attrs in page.tags if "style" in attrs]


def test_hostile_names_are_shown_as_they_are_written(page: Page) -> None:
    shown = "".join(page.text)
    assert SCRIPT in shown
    assert CASE.split()[0] in shown
    assert "{{ 7*7 }}" in shown
    assert "Parks⟨U+202E⟩gnp.exe" in shown
    assert "\u202e" not in shown


def test_the_data_of_the_charts_come_back_whole(page: Page) -> None:
    names = data_of(page)["flow"]["names"].values()
    assert {SCRIPT, CHINESE} <= set(names)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_no_value_can_leave_its_script_block(value: object) -> None:
    block = str(as_script_data(value))
    assert not set("<>&\u2028\u2029") & set(block)
    assert block.isascii()
    assert json.loads(block) == value


def test_only_the_very_scripts_and_style_of_the_page_may_run(page: Page) -> None:
    (policy,) = [
        attrs["content"] for attrs in page.attributes("meta") if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy
    code = [raw for raw, attrs in zip(page.raw["script"], page.attributes("script"), strict=True) if not attrs]
    for raw in [*code, *page.raw["style"]]:
        digest = base64.b64encode(hashlib.sha256(raw.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_nothing_is_loaded_from_anywhere(page: Page) -> None:
    loading = [
        value
        for _, attrs in page.tags
        for name, value in attrs.items()
        if name in ("src", "href", "srcset", "data", "poster") and value and not value.startswith(("#", "data:,"))
    ]
    assert loading == []
    assert not re.search(r"url\(|@import", "".join(page.raw["style"]))


def test_every_link_and_label_leads_to_something_on_the_page(page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    wanted = {str(attrs["href"])[1:] for attrs in page.attributes("a")}
    wanted |= {str(attrs["aria-labelledby"]) for _, attrs in page.tags if attrs.get("aria-labelledby")}
    wanted |= {str(attrs["for"]) for attrs in page.attributes("label") if attrs.get("for")}
    assert wanted <= set(ids)


def test_a_report_without_handovers_or_rates_needs_no_charts(units: Screened, unit_report: ReportData) -> None:
    plain = replace(unit_report, flow=None, funnels=())
    page = Page(render(plain, translate=str, language="en"))
    assert len(page.attributes("script")) == 2
    assert "flow" not in {str(attrs["href"])[1:] for attrs in page.attributes("a")}
    assert units.facts.handovers > 0


def test_a_report_on_persons_has_no_table_of_them(person_report: ReportData) -> None:
    page = Page(render(person_report, translate=str, language="en"))
    assert "holder-table" not in {attrs.get("id") for attrs in page.attributes("table")}
    assert "clerk" not in "".join(page.text) + "".join(page.raw["script"][:1])


def test_every_sentence_of_the_page_goes_through_the_catalogue(units: Screened) -> None:
    """Under a translation that marks every sentence, no text with letters is left that is neither marked nor a value."""
    report = units.report(translate=lambda message: f"«{message}»", language="zh_Hans")
    page = Page(render(report, translate=lambda message: f"«{message}»", language="zh_Hans"))
    assert page.attributes("html")[0]["lang"] == "zh-Hans"
    labels = [str(attrs["aria-label"]) for _, attrs in page.tags if attrs.get("aria-label")]
    assert labels
    assert all(label.startswith("«") for label in labels)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_word_outside_the_catalogue(template: Path) -> None:
    text = re.sub(
        r"<style>.*?</style>|\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", template.read_text("utf-8"), flags=re.DOTALL
    )
    words = re.sub(r"<[^>]*>", "", text).split()
    assert [word for word in words if any(c.isalpha() for c in word) and word not in ("Buckstop", "v")] == []


def test_sentences_of_templates_can_be_extracted_for_translation() -> None:
    found = set()
    for template in TEMPLATES:
        with template.open("rb") as file:
            sentences = extract("jinja2", file, keywords={"_": None}, options={"silent": "false"})
            found |= {message for _, message, _, _ in sentences}
    written = {
        message
        for template in TEMPLATES
        for message in re.findall(r'_\("((?:[^"\\]|\\.)*)"', template.read_text("utf-8"))
    }
    assert written == found


def test_the_charts_are_the_very_file_that_was_vendored() -> None:
    note = (HOME / "vendored" / "VENDORED.md").read_text("utf-8")
    digest = hashlib.sha256((HOME / "vendored" / "echarts.min.js").read_bytes()).hexdigest()
    assert digest in note
    assert "</script" not in (HOME / "vendored" / "echarts.min.js").read_text("utf-8").lower()
    assert "</script" not in (HOME / "static" / "report.js").read_text("utf-8").lower()
