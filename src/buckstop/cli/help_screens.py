"""Help screens in the reader's language: their frames, and text that folds between Chinese characters."""

from functools import partialmethod
from typing import Any

from rich.text import Text
from typer import rich_utils
from typer._click.formatting import HelpFormatter

from buckstop.cli.folding import FoldingText
from buckstop.cli.output import text
from buckstop.cli.usage_errors import usage_sentence
from buckstop.i18n import gettext_noop as _

_write_usage, _format_error = HelpFormatter.write_usage, rich_utils.rich_format_error


class _FoldingHighlighter(rich_utils.OptionHighlighter):
    """Marks options, as before, in text that folds: the library cuts off what does not fold at a blank."""

    def __call__(self, words: str | Text) -> Text:
        marked = super().__call__(words)
        return FoldingText(marked.plain, style=marked.style, spans=marked.spans, end=marked.end)


def dress_help() -> None:
    """Give the library that prints help screens and usage errors the words and the folding of the reader's language."""
    rich_utils.highlighter = _FoldingHighlighter()
    rich_utils.ARGUMENTS_PANEL_TITLE = text(_("Arguments"))
    rich_utils.OPTIONS_PANEL_TITLE = text(_("Options"))
    rich_utils.COMMANDS_PANEL_TITLE = text(_("Commands"))
    rich_utils.ERRORS_PANEL_TITLE = text(_("Error"))
    rich_utils.DEFAULT_STRING = text(_("[default: {}]"))
    rich_utils.REQUIRED_LONG_STRING = text(_("[required]"))
    rich_utils.ABORTED_TEXT = text(_("Aborted."))
    # The library has no other way to be told these words.
    rich_utils.rich_format_error = _show_error  # type: ignore[assignment] # its parameter is called self
    HelpFormatter.write_usage = partialmethod(_write_usage, prefix=text(_("Usage: ")))  # type: ignore[assignment,method-assign] # as above
    rich_utils.RICH_HELP = text(_("Try [blue]'{command_path} {help_option}'[/] for help."))


def _show_error(error: Any) -> None:
    """Show an error as the library does, its sentence being ours."""
    sentence = usage_sentence(error)
    error.format_message = lambda: sentence
    _format_error(error)
