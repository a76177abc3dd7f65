"""Help screens in the reader's language: their frames, and text that folds between Chinese characters."""

from rich.text import Text
from typer import rich_utils

from buckstop.cli.folding import FoldingText
from buckstop.cli.output import text
from buckstop.i18n import gettext_noop as _


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
    rich_utils.RICH_HELP = text(_("Try [blue]'{command_path} {help_option}'[/] for help."))
