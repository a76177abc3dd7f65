"""Every part of the pages on one page, with the real templates and style sheets: `python -m tools.design.gallery FILE`.

It is no page of the product: nothing serves it but `tools.design_pictures` and the tests that look at it. Its content is
made up; its own sentences stay English, those of the parts come from the catalogue.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from jinja2 import FileSystemLoader

from tools.design.parts import TEMPLATES
from tools.design.tokens import SHEET, tokens

HERE = Path(__file__).resolve().parent
_CHECKED = "Between 2 and 120 hours."


def gallery() -> str:
    """The page as HTML; its files have the addresses they have in the product."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "buckstop.db.accounts.settings"
    django.setup()
    from buckstop.text.catalogue import translator
    from buckstop.web.templating import environment

    made = environment(loader=FileSystemLoader([HERE, TEMPLATES]), autoescape=True)
    made.globals["url"] = lambda _name, *_args, **_query: "#"  # its links lead nowhere
    page = SimpleNamespace(
        tokens=tokens(SHEET.read_text("utf-8")),
        chinese=translator("zh_Hans"),
        rows=_rows(),
        form=_form(),
        asked=_asked(),
        effects=_effects(),
        acts=_acts(),
        figures=_figures(),
        steps=_steps(),
        bar=_bar(),
    )
    return made.get_template("gallery.html").render(frame=_frame(), page=page)


def _frame() -> Any:
    from buckstop.web.rendering import NAVIGATION, Frame, Told
    from buckstop.web.uploads import FileLimits

    return Frame(
        language="en",
        html_language="en",
        languages=(("en", "English"), ("zh_Hans", "\u7b80\u4f53\u4e2d\u6587")),
        theme="",
        page="today",
        path="/",
        person="Chen Min",
        posts=("Housing office, head",),
        deputising=("head of the planning section",),
        navigation=NAVIGATION,
        waiting=3,
        opens=True,
        taken="2026-11-22 09:30",
        demo=True,
        csrf="",
        files=FileLimits(20, ("pdf", "docx", "xlsx", "png")),
        messages=(Told("success", "Accepted. Your unit answers for it from now on."),),
    )


def _rows() -> Any:
    from buckstop.web.rows import RowView

    late = RowView(
        matter="q00245",
        title="Repair the road in front of the school",
        state="settled",
        holder="Housing office",
        holder_id="housing",
        colour="red",
        light="late",
        deadline="late since 2026-11-18 24:00, by 2 working days",
        deadline_at="2026-11-18T16:00:00+00:00",
        restricted=False,
        urgent="priority",
        unread=True,
        said=("Red light since 2026-11-18 24:00, for 81.5 hours: the deadline has passed (step 1).",),
    )
    plain = replace(late, unread=False, urgent="", said=())
    return (
        late,
        replace(
            plain,
            matter="s01-02",
            title="Old houses made safe, Ping'an",
            colour="yellow",
            light="behind plan",
            restricted=True,
            deadline="due 2026-11-30 24:00, 6 working days left",
        ),
        replace(
            plain,
            matter="d004-01",
            title="Clear the drain at the market",
            colour="blue",
            light="due soon",
            state="offered to Ping'an",
            deadline="due 2026-11-23 24:00, today is the last day",
        ),
        replace(plain, closed_door=True, colour="", light="", state="reported done"),
    )


def _form() -> Any:
    from django import forms

    class Fields(forms.Form):
        """Fields as every form has them; one answer is missing, one cannot be."""

        title = forms.CharField(label="What is to be done", help_text="As the people concerned would say it.")
        hours = forms.IntegerField(label="Hours", min_value=2, error_messages={"min_value": _CHECKED}, required=False)
        unit = forms.ChoiceField(label="Unit", choices=[("", ""), ("housing", "Housing office")])
        day = forms.DateField(label="Deadline", widget=forms.DateInput({"type": "date"}))
        reason = forms.CharField(label="Why", widget=forms.Textarea({"rows": 2}), required=False)
        agreed = forms.BooleanField(label="The other unit was asked", required=False)

    sent = {"title": "Mend the school road", "hours": "1", "unit": "housing", "day": "", "agreed": "on"}
    form = Fields(sent, use_required_attribute=False)
    form.is_valid()
    form.add_error(None, "Nothing was done: two answers still need your attention.")
    return form


def _asked() -> Any:
    """Questions as acts ask them, in a place without a ledger: the names of units are the units themselves."""
    from buckstop.domain.ids import UnitId
    from buckstop.web.acts.act import Field, Kind
    from buckstop.web.acts.forms import ActForm

    ways = (("site", "on the spot"), ("papers", "by the documents"))
    criteria = (("1", "No hole deeper than 2 cm"), ("2", "The crossing is marked"))
    units = tuple(UnitId(name) for name in ("Road office", "Ping'an"))
    nowhere: Any = SimpleNamespace(matter=SimpleNamespace(id="q00245"), read=SimpleNamespace(translate=str, unit=str))
    return ActForm(
        (
            Field("way", "How you looked", Kind.EITHER, required=True, choices=lambda _: ways, first=lambda _: "site"),
            Field("met", "Criteria that are met", Kind.TICKS, choices=lambda _: criteria, first=lambda _: ("1",)),
            Field("proposed", "Unit that should hold it instead", Kind.UNIT, suggest=lambda _: units),
            Field("files", "Files behind it", Kind.FILES, "Their names and digests go on record."),
        ),
        nowhere,
    )


def _effects() -> Any:
    from buckstop.web.effects import Effects

    return SimpleNamespace(
        moves=Effects(
            answers=("The housing office answers for it now; afterwards the road office does.",),
            clocks=("The clock of the housing office stops, that of the road office starts at once.",),
            cautions=("Of the two moves it has, this is the last.",),
            on_record=("The housing office offers it to the road office.",),
            moved=True,
        ),
        refused=Effects(refusal="It was offered to another unit and waits for its answer. Withdraw that offer first."),
    )


def _acts() -> Any:
    from buckstop.web.acts import ActLink

    def link(slug: str, title: str, *, grave: bool = False, one_click: bool = False) -> ActLink:
        return ActLink(slug, title, "#", grave, one_click, f"{title}: what it means", "Housing office", 0, "", "", 1)

    return (
        link("accept", "Accept", one_click=True),
        link("ask", "Ask a question"),
        link("return", "Return", grave=True),
    )


def _figures() -> Any:
    from buckstop.web.boards.office import Figure

    counted = ((141, "open", ""), (26, "late", "red"), (3, "behind plan", "yellow"), (7, "due soon", "blue"))
    return tuple(Figure(number, words, "#", colour) for number, words, colour in counted)


def _steps() -> Any:
    from buckstop.web.matters.steps import FileView, Step

    first = Step(
        number=2,
        at=_when("2026-11-11 17:20"),
        sentence="The housing office offers it to the road office.",
        details=(),
        who="Chen Min, head",
        moved=False,
        unwritten=False,
        files=(),
        percent=None,
        other="",
        other_name="",
    )
    taken = replace(first, number=3, at=_when("2026-11-12 09:15"), sentence="The road office accepts it.", moved=True)
    photograph = FileView("road-after.png", "0" * 64, "q00245")
    said = replace(first, number=4, at=_when("2026-11-20 16:02"), sentence="The road office reports 60 percent.")
    return replace(said, who="Wu Gang, clerk", files=(photograph,)), replace(taken, who="Zhou Li, head"), first


def _when(words: str) -> Any:
    from buckstop.web.matters.steps import When

    return When(words, f"{words.replace(' ', 'T')}:00+08:00")


def _bar() -> Any:
    from buckstop.web.matters.custody import Bar, Piece

    def piece(x: int, width: int, shade: str, label: str, *, provisional: bool = False) -> Piece:
        return Piece(f"{x}%", f"{width}%", shade, label, label, provisional)

    return Bar(
        holders=(piece(0, 40, "shade-0", "Housing office"), piece(40, 60, "shade-1", "Road office")),
        clocks=(
            piece(0, 30, "shade-0", "Housing office"),
            piece(30, 10, "nobody", ""),
            piece(40, 35, "shade-1", "Road office"),
            piece(75, 25, "shade-2", "County", provisional=True),
        ),
        deadline="88%",
        legend=(
            ("shade-0", "Housing office"),
            ("shade-1", "Road office"),
            ("shade-2", "County"),
            ("nobody", "Outside"),
        ),
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(gallery(), "utf-8")
