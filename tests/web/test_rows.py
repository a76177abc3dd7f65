"""A matter as one row, the same on every page."""

from dataclasses import replace
from datetime import date

from django.template import engines
from django.utils import translation

from buckstop.app.lists import list_page
from buckstop.domain.matter.axes import Colour
from buckstop.domain.matter.commands.accountability import OfferMatter
from buckstop.domain.matter.words import Terms, Visibility
from buckstop.ledger.lookup import Where
from buckstop.text.readers import Reader
from buckstop.web.rows import RowView, row_of, row_of_matter
from tests.app.staged import COUNTY, MONDAY, WATER, Stage


def read_by(stage: Stage) -> Reader:
    return Reader(str, "en", stage.ledger.organisation(), stage.ledger.calendar, stage.ledger.pack)


def test_a_row_says_holder_state_deadline_and_light(stage: Stage) -> None:
    stage.open("m1", COUNTY, deadline_date=date(2026, 3, 3))
    stage.do(COUNTY, OfferMatter(matter=stage.matter("m1").id, to=WATER))
    (line,) = list_page(stage.ledger, Where()).rows
    row = row_of(line, read_by(stage), MONDAY)
    assert (row.matter, row.holder, row.holder_id) == ("m1", "清水县", COUNTY)
    assert row.state == "offered to 县水务局"
    assert (row.colour, row.light) == ("blue", "due soon")
    assert row.deadline == "due 2026-03-03 24:00, 1 working day left"


def test_behind_a_closed_door_no_title_stands(stage: Stage) -> None:
    stage.open("m1", COUNTY, title="Who took the money", terms=Terms(goal="x", visibility=Visibility.RESTRICTED))
    row = row_of_matter(stage.matter("m1"), read_by(stage), MONDAY, colour=Colour.RED, closed_door=True)
    assert "money" not in shown(row)
    assert "清水县" in shown(row)
    assert 'href="/matters/m1/"' not in shown(row)


def test_what_is_restricted_urgent_or_new_is_said_in_words(stage: Stage) -> None:
    stage.open("m1", COUNTY, terms=Terms(goal="x", priority=2, visibility=Visibility.RESTRICTED))
    row = row_of_matter(stage.matter("m1"), read_by(stage), MONDAY, unread=True, said=("It waits for you.",))
    for words in ("restricted", "priority", "new", "It waits for you.", "Mend the weir"):
        assert words in shown(row)
    plain = replace(row, restricted=False, urgent="", unread=False)
    assert "restricted" not in shown(plain)


def shown(row: RowView) -> str:
    with translation.override("en"):
        page = engines["jinja2"].from_string('{% import "matter_parts.html" as own with context %}{{ own.row(row) }}')
        return str(page.render({"row": row}))
