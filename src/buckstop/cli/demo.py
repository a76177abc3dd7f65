"""`buckstop demo`: a simulated year of an organisation, its log, and the report of that log."""

import os
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from buckstop.app import analyse
from buckstop.app.outputs import Outputs
from buckstop.app.requests import RequestError
from buckstop.cli import summaries
from buckstop.cli.output import issue_sentences, language, progress, result, say, text
from buckstop.i18n import gettext_noop as _
from buckstop.intake.mapping_draft import dump_mapping
from buckstop.intake.mapping_file import load_mapping
from buckstop.lens.mapping import Mapping
from buckstop.text.catalogue import translator

NAME_START = "simulated-"  # of the name of every simulated log's mapping
_NAMES = {"en": "en", "zh_Hans": "zh"}


def demo(
    out: Annotated[
        Path, typer.Option("--out", "-o", help=text(_("Folder for the log, its mapping and the report.")))
    ] = Path("out/demo"),
    *,
    seed: Annotated[int, typer.Option(help=text(_("Another seed is another year.")))] = 1,
    open_it: Annotated[
        bool | None,
        typer.Option(
            "--open/--no-open", help=text(_("Open the report in the browser; default: where there is a screen."))
        ),
    ] = None,
) -> None:
    """Simulate, import, screen, report."""
    # Large libraries that no other command needs to wait for.
    from buckstop.app.reporting import Wish, report_of
    from buckstop.simulator.logs import LogSpec, simulate, write_csv

    chosen = language()
    log_file, mapping_file, report = out / "log.csv", out / "mapping.toml", out / "report.html"
    _refuse_files_of_others(log_file, mapping_file, report)
    out.mkdir(parents=True, exist_ok=True)
    say(_("A simulated year of a county's service desk, with some buck-passing planted in it ..."))
    mapping = write_csv(simulate(LogSpec(seed=seed, language=_NAMES[chosen], spread=0.1)), log_file)
    mapping_file.write_text(dump_mapping(mapping), "utf-8")
    wish = Wish(chosen, translator(chosen), issue_sentences(translator(chosen)))
    request = analyse.LogRequest(log_file, str(mapping_file))
    with progress() as tell:
        plain = report_of(request, wish, Outputs(html=report, json=out / "findings.json"), tell)
    summaries.show_summary(plain)
    say(_("The log: %(path)s"), path=str(log_file))
    say(_("What its columns mean: %(path)s"), path=str(mapping_file))
    say(_("The report (open it in any browser; it needs no network):"))
    result(str(report))
    if open_it if open_it is not None else _has_screen():
        webbrowser.open(report.resolve().as_uri())


def _refuse_files_of_others(log_file: Path, mapping_file: Path, report: Path) -> None:
    """An earlier demo is replaced; a log that only happens to have the same name is not."""
    present = [path for path in (log_file, mapping_file, report) if path.exists()]
    found = load_mapping(mapping_file) if mapping_file in present else ()
    if present and not (isinstance(found, Mapping) and found.name.startswith(NAME_START)):
        message = _("%(path)s is not from a demo and was kept. Choose another folder with --out.")
        raise RequestError("demo.exists", message, path=str(present[0]))


def _has_screen() -> bool:
    if os.environ.get("CI") or not sys.stdout.isatty():
        return False
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
