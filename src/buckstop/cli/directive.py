"""`buckstop directive ...`: read a directive and show the draft; write the template of a workbook."""

import dataclasses
import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from buckstop.app.config import settings
from buckstop.app.directives import read
from buckstop.app.requests import RequestError
from buckstop.cli.homes import HOME_HELP, opened
from buckstop.cli.output import language, plain_lines, result, say, show_issues, text, translate
from buckstop.domain.organisation import Organisation
from buckstop.i18n import gettext_noop as _
from buckstop.intake.directives.door import read_directive
from buckstop.intake.directives.model import Draft, Due, Item, UnitMention
from buckstop.intake.directives.workbook_form import template
from buckstop.text.directives import DUE_KINDS, question_sentence, repair_words, year_words

_WIDE = 200
_REPAIRS_SHOWN = 20
_UNREADABLE = 3

app = typer.Typer(
    help=text(_("Directives: what a document asks for, from whom, by when, and what it leaves open.")),
    no_args_is_help=True,
)
HomeOption = Annotated[Path | None, typer.Option("--home", help=text(HOME_HELP))]


@app.command(
    name="read",
    help=text(_("Read a directive (.docx, .xlsx, .pdf, .txt): its tasks, what it leaves open, and what was mended.")),
)
def read_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=text(_("The document.")))],
    home: HomeOption = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help=text(_("Write the whole draft as JSON to this file; - is stdout.")))
    ] = None,
) -> None:
    """Read a directive."""
    data = _bytes_of(file)
    folder = home or settings().ledger_home
    if folder is None:
        found, organisation = read_directive(data, file.name, None), None
    else:
        with opened(folder) as ledger:
            found, organisation = read(ledger, data, file.name), ledger.organisation()
    if not isinstance(found, Draft):
        show_issues(found)
        raise typer.Exit(_UNREADABLE)
    if json_file is not None:
        _write_json(found, json_file)
    if json_file is None or str(json_file) != "-":
        _show(found, organisation)


@app.command(name="template", help=text(_("Write an empty workbook for tasks, which `directive read` understands.")))
def template_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=text(_("The workbook to write (.xlsx).")))],
) -> None:
    """Write the template."""
    file.write_bytes(template(language()))
    say(_("Written: %(file)s"), file=str(file))


def _bytes_of(file: Path) -> bytes:
    if not file.is_file():
        message = _("There is no file %(name)s.")
        raise RequestError("directive.no_file", message, name=str(file))
    return file.read_bytes()


def _show(draft: Draft, organisation: Organisation | None) -> None:
    """The draft as a table, then its questions and what was mended."""
    into = translate()
    for heading, words in (
        (_("Title"), draft.title),
        (_("Number"), draft.number),
        (_("Issued by"), draft.issuer.words if draft.issuer else ""),
        (_("Issued on"), draft.issued_date.isoformat() if draft.issued_date else ""),
        (_("Year of its dates"), year_words(draft, into)),
    ):
        if words:
            result(f"{into(heading)}: {words}")
    if draft.items:
        _console().print(_table(draft, organisation))
    _show_questions(draft)
    _show_repairs(draft)
    say(
        _("Tasks: %(count)s. Questions that must be answered: %(open)s."), count=len(draft.items), open=_blocking(draft)
    )


def _table(draft: Draft, organisation: Organisation | None) -> Table:
    into = translate()
    table = Table(box=None, pad_edge=False)
    headings = (_("No."), _("Task"), _("Lead"), _("Supports"), _("Deadline"), _("Questions"))
    for heading in headings:
        table.add_column(into(heading), overflow="fold")
    for place, item in enumerate(draft.items, 1):
        lead = (
            _unit(item.lead, organisation) if item.lead else " / ".join(f"{unit.words}?" for unit in item.responsible)
        )
        table.add_row(
            plain_lines(item.number or f"#{place}"),
            plain_lines(item.task),
            plain_lines(lead),
            plain_lines("\n".join(_unit(unit, organisation) for unit in item.supports)),
            plain_lines("\n".join(_due(due) for due in item.dues)),
            plain_lines(str(len(item.questions)) if item.questions else ""),
        )
    return table


def _unit(unit: UnitMention, organisation: Organisation | None) -> str:
    """A unit as the document names it; beside it its name in the register where that is another one."""
    known = organisation.unit(unit.unit) if organisation and unit.unit else None
    return f"{unit.words} = {known.name}" if known and known.name != unit.words else unit.words


def _due(due: Due) -> str:
    day = due.due_date.isoformat() if due.due_date else due.words
    return f"{day} {translate()(DUE_KINDS[due.kind])}"


def _show_questions(draft: Draft) -> None:
    into = translate()
    for question in draft.questions:
        result(f"? {question_sentence(question, into)}")
    for place, item in enumerate(draft.items, 1):
        for question in item.questions:
            result(f"{'?' if question.blocking else '·'} {_name_of(item, place)} {question_sentence(question, into)}")


def _name_of(item: Item, place: int) -> str:
    return f"[{item.number or f'#{place}'}]"


def _show_repairs(draft: Draft) -> None:
    into = translate()
    for repair in draft.repairs[:_REPAIRS_SHOWN]:
        where = draft.blocks[repair.block].address
        arrow = f" → {repair.after!r}" if repair.after else ""
        result(f"~ {where}: {repair_words(repair, into)}: {repair.before!r}{arrow}")
    if len(draft.repairs) > _REPAIRS_SHOWN:
        say(
            _("... and %(count)s more repairs; all of them are in the JSON."), count=len(draft.repairs) - _REPAIRS_SHOWN
        )


def _blocking(draft: Draft) -> int:
    questions = [*draft.questions, *(question for item in draft.items for question in item.questions)]
    return sum(1 for question in questions if question.blocking)


def _write_json(draft: Draft, file: Path) -> None:
    words = json.dumps(dataclasses.asdict(draft), ensure_ascii=False, indent=1, default=_plain) + "\n"
    if str(file) == "-":
        sys.stdout.write(words)
    else:
        file.write_text(words, "utf-8")


def _plain(value: object) -> Any:
    """What JSON has no form for: dates and amounts as text, sets as sorted lists."""
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


def _console() -> Console:
    """A console as wide as the terminal; into a pipe or a file as wide as a row needs."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)
