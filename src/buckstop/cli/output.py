"""What commands print: results on stdout, everything else on stderr, in the reader's language."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from buckstop.app.config import SettingError, settings
from buckstop.cli.folding import FoldingText
from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.lens.issues import Issue, Severity
from buckstop.text.catalogue import translator
from buckstop.text.issues import position, sentence

STEPS = {
    "reading": _("Reading"),
    "checking": _("Checking and sorting"),
    "importing": _("Following responsibility"),
    "cases": _("Writing cases"),
    "screening": _("Screening patterns"),
    "report": _("Writing the report"),
    "living": _("Living"),
    "log": _("Checking the log"),
    "streams": _("Checking states and personal texts"),
    "rebuilding": _("Building states from events"),
}
# Characters that move the cursor, colour the screen or turn the direction of writing: a name may hold them.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))} | {
    code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
_JSON_CONTROLS = {code: f"\\u{code:04x}" for code in _CONTROLS if code >= 0x7F}  # JSON escapes those below itself
_ENDS = (".", "?", "!", "\uff1f", "\uff01")  # full-width ones too
_MARKS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def language() -> str:
    """The reader's language: `en` or `zh_Hans`; English where the setting is wrong (`main.run` says so and stops)."""
    try:
        return settings().language
    except SettingError:
        return "en"


def translate() -> Translate:
    """The translation into the reader's language."""
    return translator(language())


def text(message: str, **fields: str | float) -> str:
    """A marked sentence in the reader's language, with its fields filled in."""
    found = translate()(message)
    return found % fields if fields else found


def ended(message: str, **fields: str | float) -> str:
    """A marked label as the help of an option: with the full stop that the label itself does not carry."""
    found, stop = text(message, **fields), text(_("."))
    return found if found.endswith((stop, *_ENDS)) else f"{found}{stop}"


def issue_sentences(into: Translate) -> Callable[[Issue], str]:
    """The sentence of an issue in one language."""
    return lambda issue: sentence(issue, into)


def plain(words: str) -> Text:
    """Text of a log or a file name, shown as it is: nothing in it is taken for markup or a command to the terminal."""
    return FoldingText(words.translate(_CONTROLS))


def plain_lines(words: str) -> Text:
    """Text of several lines, shown as it is."""
    return FoldingText("\n".join(line.translate(_CONTROLS) for line in words.split("\n")))


def say(message: str, **fields: str | float) -> None:
    """A sentence on stderr, so that stdout carries the result alone."""
    Console(stderr=True, soft_wrap=True).print(plain(text(message, **fields)))


def result(line: str) -> None:
    """A line of the result on stdout, nothing in it a command to the terminal or a line of its own."""
    sys.stdout.write(line.translate(_CONTROLS) + "\n")


def result_json(value: object) -> None:
    """The result as JSON on stdout, readable; what moves a terminal stands in it as JSON's own escapes."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1).translate(_JSON_CONTROLS) + "\n")


def forgive_terminals() -> None:
    """Let a terminal that cannot show a character show its number, instead of ending in a fault."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show_issues(issues: tuple[Issue, ...], *, most: int = 30) -> None:
    """Issues on stderr, worst first."""
    console = Console(stderr=True, soft_wrap=True)
    order = list(Severity)
    for issue in sorted(issues, key=lambda issue: order.index(issue.severity))[:most]:
        where = position(issue, translate())
        line = sentence(issue, translate())
        console.print(f"[{_MARKS[issue.severity]}]●[/] ", end="")
        console.print(plain(f"{where}: {line}" if where else line))
    if len(issues) > most:
        say(_("... and %(count)s more."), count=len(issues) - most)


@contextmanager
def progress() -> Iterator[Callable[[int, int | None, str], None] | None]:
    """A progress bar on stderr while long work runs; nothing where stderr is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(done: int, total: int | None, what: str) -> None:
            bar.update(task, completed=done, total=total, description=plain(text(STEPS.get(what, what))).plain)

        yield tell
