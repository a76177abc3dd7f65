"""What an inspection found, in the terminal; and its draft of a mapping, in a file."""

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from buckstop.app.outputs import refuse_harm, write_text
from buckstop.app.requests import RequestError
from buckstop.cli.output import plain, say, show_issues, text, translate
from buckstop.i18n import gettext_noop as _
from buckstop.intake.inspecting import UNSURE, Guess, Inspection
from buckstop.intake.raw import RawLog
from buckstop.text.inspection import KEYS, draft, reason_sentence

KINDS = {
    "time": _("time"),
    "number": _("number"),
    "text": _("text"),
    "constant": _("one value"),
    "unique": _("all different"),
    "empty": _("empty"),
}
_LONGEST_CELL = 24


def show(raw: RawLog, found: Inspection) -> None:
    """Columns, guesses with reasons, and doubts."""
    console = Console(highlight=False)
    looked = _("%(file)s: %(kind)s, %(rows)s rows, %(columns)s columns.")
    if not found.whole:
        looked = _("%(file)s: %(kind)s, %(rows)s rows, %(columns)s columns; looked at %(sampled)s rows of whole cases.")
    fields = {"file": found.source, "kind": raw.kind.upper(), "rows": f"{found.rows:,}", "columns": len(raw.columns)}
    console.print(plain(translate()(looked) % (fields | {"sampled": f"{found.sampled_rows:,}"})))
    console.print()
    console.print(_columns(found))
    console.print()
    if found.guesses:
        console.print(Text(text(_("What they seem to mean")), style="bold"))
        console.print(_guesses(found.guesses))
        console.print()
    show_issues((*raw.issues, *found.doubts))


def write_draft(found: Inspection, log: Path, target: Path, *, replace: bool) -> None:
    """Write the draft of the mapping, unless a file of that name must not be lost.

    Raises:
        RequestError: the file exists, or is the log itself, or there is nothing to write.
    """
    if found.mapping is None:
        message = _("No mapping was written: it is not clear which columns are the case and the time.")
        raise RequestError("inspect.no_mapping", message)
    refuse_harm(target, log)
    if target.exists() and not replace:
        message = _("%(path)s exists already; its mapping was kept. Add --replace, or name another file with --out.")
        raise RequestError("inspect.exists", message, path=str(target))
    write_text(target, draft(found, translate()))
    say(_("A draft of the mapping, with reasons: %(path)s. Read it, correct it, then:"), path=str(target))
    say(_("  buckstop lens report %(log)s --mapping %(path)s"), log=found.source, path=str(target))


def _columns(found: Inspection) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in (_("Column"), _("Kind"), _("Filled"), _("Values"), _("Examples")):
        table.add_column(text(heading), overflow="fold")
    for column in found.columns:
        examples = ", ".join(_cut(example) for example in column.examples)
        kind = text(KINDS.get(column.kind, column.kind))
        table.add_row(plain(column.name), kind, f"{100 * column.filled:.0f} %", f"{column.distinct:,}", plain(examples))
    return table


def _guesses(guesses: tuple[Guess, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in (_("Key"), _("Guess"), _("Sure"), _("Because")):
        table.add_column(text(heading), overflow="fold")
    into = translate()
    for guess in guesses:
        value = guess.value if isinstance(guess.value, str) else ", ".join(guess.value)
        why = " ".join(reason_sentence(reason, into) for reason in guess.reasons)
        shown = plain(value)
        if guess.confidence < UNSURE:
            shown.stylize("yellow")
        name = into(KEYS[guess.key]) if guess.key in KEYS else guess.key
        table.add_row(plain(name), shown, f"{100 * guess.confidence:.0f} %", plain(why))
    return table


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST_CELL else value[: _LONGEST_CELL - 1] + "…"
