"""`buckstop demo`: a county lives a quarter in a ledger of its own; what the ledger then says, and how to ask it more."""

import os
import shutil
import sys
import webbrowser
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from buckstop.app import analyse
from buckstop.app.bootstrap import DEMO_ORIGIN, LedgerHomeError, read_config
from buckstop.app.ledger import Ledger
from buckstop.app.outputs import Outputs
from buckstop.app.requests import RequestError
from buckstop.cli import summaries
from buckstop.cli.output import issue_sentences, language, progress, result, say, text
from buckstop.db.accounts.keeping import close_accounts
from buckstop.i18n import gettext_noop as _
from buckstop.intake.mapping_draft import dump_mapping
from buckstop.intake.mapping_file import load_mapping
from buckstop.lens.mapping import Mapping
from buckstop.text.catalogue import LANGUAGES, translator

NAME_START = "simulated-"  # of the name of every simulated log's mapping
LEDGER, LOG, REPORT = "ledger", "log", "report.html"
_NAMES = {"en": "en", "zh_Hans": "zh"}


class Scale(StrEnum):
    """How much lives."""

    SMALL = "small"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


def demo(
    out: Annotated[
        Path, typer.Option("--out", "-o", help=text(_("Folder for the ledger, its log and the reports.")))
    ] = Path("out/demo"),
    *,
    seed: Annotated[int, typer.Option(help=text(_("Another seed is another county.")))] = 1,
    scale: Annotated[
        Scale, typer.Option(help=text(_("How much lives: a city is 6 counties, a province 60; both take their time.")))
    ] = Scale.COUNTY,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help=text(
                _("Last day of the county's life; default: yesterday. The same day and seed give the same ledger.")
            ),
        ),
    ] = None,
    foreign_log: Annotated[
        bool,
        typer.Option(
            "--foreign-log",
            help=text(_("Instead of a ledger: the log another system would have written in a year, and its report.")),
        ),
    ] = False,
    open_it: Annotated[
        bool | None,
        typer.Option(
            "--open/--no-open",
            help=text(_("Open the pages or the report in the browser; default: where there is a screen.")),
        ),
    ] = None,
    serve: Annotated[
        bool | None,
        typer.Option(
            "--serve/--no-serve", help=text(_("Serve the county's pages at the end; default: in a terminal."))
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help=text(_("Port of the pages; the next free one where it is taken.")))
    ] = 8000,
) -> None:
    """Simulate, and say what there is to see."""
    report = _foreign_log(out, seed) if foreign_log else _county(out, seed, scale, until.date() if until else None)
    opening = open_it if open_it is not None else _has_screen()
    if not foreign_log and (serve if serve is not None else sys.stdin.isatty() and sys.stdout.isatty()):
        from buckstop.cli import demo_pages  # a server and its libraries, which no other command needs to wait for

        demo_pages.serve_demo(out / LEDGER, port, opening=opening)
    elif opening:
        webbrowser.open(report.resolve().as_uri())


# --- the county and its ledger ----------------------------------------------------------------------------------------


def _county(out: Path, seed: int, scale: Scale, until_date: date | None) -> Path:
    from buckstop.cli import county_demo  # large libraries that no other command needs to wait for

    home, report = out / LEDGER, out / REPORT
    _refuse_ledgers_of_others(home)
    if (out / LOG).exists() and not _is_ours(out / LOG / "mapping.toml"):
        _refuse(out / LOG)
    _refuse_reports_of_others(out)
    close_accounts()
    for folder in (home, out / LOG):
        shutil.rmtree(folder, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    ledger = county_demo.fill(home, DEMO_ORIGIN, seed, scale.value, until_date)
    try:
        county_demo.verify(ledger)
        _report_of(ledger, out, report)
        county_demo.look(ledger, home)
        county_demo.let_in(ledger, home)
    finally:
        ledger.store.close()
    say(_("The report (open it in any browser; it needs no network):"))
    result(str(report))
    return report


def _report_of(ledger: Ledger, out: Path, report: Path) -> None:
    from buckstop.app.reporting import Wish, report_of
    from buckstop.cli import county_demo

    chosen = language()
    request = county_demo.log_request(ledger, out / LOG)

    def wish(tongue: str) -> Wish:
        translate = translator(tongue)
        return Wish(tongue, translate, issue_sentences(translate))

    others = [(wish(tongue), out / f"report.{_NAMES[tongue]}.html") for tongue in LANGUAGES if tongue != chosen]
    with progress() as tell:
        plain = report_of(request, wish(chosen), Outputs(html=report, json=out / "findings.json"), tell, others)
    summaries.show_summary(plain)


def _refuse_ledgers_of_others(home: Path) -> None:
    """An earlier demo is replaced; whatever else lies there is not."""
    if not home.exists() or (home.is_dir() and not any(home.iterdir())):
        return
    try:
        ours = read_config(home).origin == DEMO_ORIGIN
    except LedgerHomeError:
        ours = False
    if not ours:
        _refuse(home)


# --- the log of another system ----------------------------------------------------------------------------------------


def _foreign_log(out: Path, seed: int) -> Path:
    from buckstop.app.reporting import Wish, report_of
    from buckstop.simulator.logs import LogSpec, simulate, write_csv

    chosen = language()
    log_file, mapping_file, report = out / "log.csv", out / "mapping.toml", out / REPORT
    present = [path for path in (log_file, mapping_file) if path.exists()]
    if present and not _is_ours(mapping_file):
        _refuse(present[0])
    _refuse_reports_of_others(out)
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
    return report


def _is_ours(mapping_file: Path) -> bool:
    """Whether a mapping was written by a demo."""
    found = load_mapping(mapping_file) if mapping_file.is_file() else None
    return isinstance(found, Mapping) and found.name.startswith((NAME_START, DEMO_ORIGIN))


def _refuse_reports_of_others(out: Path) -> None:
    """A report that an earlier demo of either kind wrote is replaced; another one is not."""
    made = _is_ours(out / "mapping.toml") or _is_ours(out / LOG / "mapping.toml")
    if (out / REPORT).exists() and not made:
        _refuse(out / REPORT)


def _refuse(path: Path) -> None:
    message = _("%(path)s is not from a demo and was kept. Choose another folder with --out.")
    raise RequestError("demo.exists", message, path=str(path))


def _has_screen() -> bool:
    if os.environ.get("CI") or not sys.stdout.isatty():
        return False
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
