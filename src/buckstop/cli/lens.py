"""`buckstop lens ...`: inspect, import, facts, report, patterns, mappings, accuracy."""

import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from buckstop.app import analyse
from buckstop.app.outputs import Outputs
from buckstop.cli import inspection, summaries
from buckstop.cli.output import (
    issue_sentences,
    language,
    progress,
    result,
    result_json,
    say,
    show_issues,
    text,
    translate,
)
from buckstop.cli.pattern_pages import pattern_list, pattern_page
from buckstop.i18n import gettext_noop as _
from buckstop.intake.mapping_file import shipped_mapping, shipped_names
from buckstop.lens.facts import facts
from buckstop.lens.importing import Resources
from buckstop.lens.pattern import all_patterns, pattern_named
from buckstop.text.catalogue import LANGUAGES, translator

app = typer.Typer(help=text(_("What a hand-off log of any system says about responsibility.")), no_args_is_help=True)

Log = Annotated[
    Path,
    typer.Argument(
        metavar="LOG",
        help=text(_("A log (CSV, XLSX, Parquet, XES, OCEL 2.0; also .gz or .zip), or the folder of an imported one.")),
    ),
]
MappingOption = Annotated[
    str | None,
    typer.Option("--mapping", "-m", help=text(_("A mapping file, or the name of a shipped mapping (lens mappings)."))),
]
Holder = Annotated[
    str,
    typer.Option(
        "--holder",
        help=text(
            _("Whose responsibility is followed: unit, person, line (support line of units), or any column of the log.")
        ),
    ),
]
Robots = Annotated[
    str | None,
    typer.Option(
        "--robots", help=text(_("Names that never hold, separated by commas, instead of the mapping's robots."))
    ),
]
KeepRobots = Annotated[bool, typer.Option("--keep-robots", help=text(_("Let the mapping's robots hold like anybody.")))]
FillDefaults = Annotated[
    bool,
    typer.Option(
        "--fill-defaults", help=text(_("XES: fill attributes an event lacks with the log's declared default."))
    ),
]
Sheet = Annotated[str | None, typer.Option("--sheet", help=text(_("Sheet of a workbook.")))]
CaseObject = Annotated[str | None, typer.Option("--case-object", help=text(_("OCEL: object type that is the case.")))]
Memory = Annotated[
    str, typer.Option("--memory-limit", help=text(_("Memory for sorting and screening; beyond it, disk is used.")))
]
Threads = Annotated[int, typer.Option("--threads", min=0, max=256, help=text(_("Processor threads; 0 = all.")))]
ShowPersons = Annotated[bool, typer.Option("--show-persons", help=text(_("Name persons instead of numbering them.")))]


@app.command(name="inspect", help=text(_("Guess a mapping, say what was found and what is doubtful, write the draft.")))
def inspect_command(
    log: Log,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help=text(_("Where to write the draft; default: LOG.mapping.toml here."))),
    ] = None,
    *,
    sheet: Sheet = None,
    case_object: CaseObject = None,
    write: Annotated[bool, typer.Option(help=text(_("Write the draft, or only show it.")))] = True,
    replace: Annotated[bool, typer.Option("--replace", help=text(_("Replace a draft that exists.")))] = False,
) -> None:
    """Guess a mapping."""
    request = analyse.LogRequest(log, sheet=sheet, case_object=case_object)
    with progress() as tell:
        raw, found = analyse.inspect_log(request, tell)
    inspection.show(raw, found)
    target = out or Path(f"{log.resolve().name}.mapping.toml")
    if write:
        inspection.write_draft(found, log, target, replace=replace)


@app.command(name="import", help=text(_("Import a log once, so that every later question is answered at once.")))
def import_command(
    log: Log,
    out: Annotated[Path, typer.Option("--out", "-o", help=text(_("Folder for the stored log; must not exist yet.")))],
    mapping: MappingOption = None,
    holder: Holder = "unit",
    *,
    fill_defaults: FillDefaults = False,
    sheet: Sheet = None,
    case_object: CaseObject = None,
    replace: Annotated[bool, typer.Option("--replace", help=text(_("Replace an older stored log.")))] = False,
    memory_limit: Memory = "2GB",
    threads: Threads = 0,
) -> None:
    """Import a log."""
    request = analyse.LogRequest(
        log,
        mapping,
        holder,
        fill_defaults=fill_defaults,
        sheet=sheet,
        case_object=case_object,
        resources=Resources(memory_limit, threads),
    )
    with progress() as tell:
        store = analyse.import_to(request, out, replace_existing=replace, tell=tell)
    show_issues(store.meta.issues)
    line = _("%(events)s events of %(cases)s cases stored in %(path)s. Order confidence: %(confidence)s %%.")
    confidence = f"{100 * store.meta.order_confidence:.1f}"
    say(line, events=store.meta.events, cases=store.meta.cases, path=str(out), confidence=confidence)


@app.command(
    name="facts",
    help=text(_("Print the plain figures of a log: who held it, how often it came back, where time went.")),
)
def facts_command(
    log: Log,
    mapping: MappingOption = None,
    holder: Holder = "unit",
    robots: Robots = None,
    *,
    keep_robots: KeepRobots = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=text(_("Print JSON on stdout, and nothing else there.")))
    ] = False,
    fill_defaults: FillDefaults = False,
    sheet: Sheet = None,
    case_object: CaseObject = None,
    memory_limit: Memory = "2GB",
    threads: Threads = 0,
) -> None:
    """Print the facts of a log."""
    request = _request(
        log, mapping, holder, robots, keep_robots, fill_defaults, sheet, case_object, memory_limit, threads
    )
    with progress() as tell, analyse.session_of(request, tell) as session:
        found, issues = facts(session), session.store.meta.issues
    show_issues(issues)
    if holder == "unit" and found.holder_role != "unit":
        say(_("This log names no units; its persons are followed instead (column %(column)s)."), column=found.holder)
    if as_json:
        result_json(found.as_json())
    else:
        summaries.show_facts(found)


@app.command(name="report", help=text(_("Write the report of a log: one HTML file that needs no network.")))
def report_command(
    log: Log,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=text(_("The report; default: LOG.report.html here.")))
    ] = None,
    mapping: MappingOption = None,
    holder: Holder = "unit",
    robots: Robots = None,
    *,
    keep_robots: KeepRobots = False,
    json_file: Annotated[Path | None, typer.Option("--json", help=text(_("Also write all findings as JSON.")))] = None,
    parquet: Annotated[
        Path | None,
        typer.Option("--parquet", help=text(_("Also write findings and tables as Parquet into this folder."))),
    ] = None,
    language_name: Annotated[
        str | None,
        typer.Option("--language", "-l", help=text(_("en or zh_Hans; default: the language of your system."))),
    ] = None,
    show_persons: ShowPersons = False,
    open_it: Annotated[bool, typer.Option("--open", help=text(_("Open the report in the browser.")))] = False,
    fill_defaults: FillDefaults = False,
    sheet: Sheet = None,
    case_object: CaseObject = None,
    memory_limit: Memory = "2GB",
    threads: Threads = 0,
) -> None:
    """Write the report of a log."""
    chosen = language_name or language()
    if chosen not in LANGUAGES:
        message = _("There is no language %(name)s; choose one of: %(known)s.")
        raise analyse.RequestError("language.unknown", message, name=chosen, known=", ".join(LANGUAGES))
    request = _request(
        log, mapping, holder, robots, keep_robots, fill_defaults, sheet, case_object, memory_limit, threads
    )
    target = out or Path(f"{log.resolve().name}.report.html")
    # Statistics and pages take a second to load: only a report needs them.
    from buckstop.app.reporting import Wish, report_of

    wish = Wish(chosen, translator(chosen), issue_sentences(translator(chosen)), show_persons)
    with progress() as tell:
        plain = report_of(request, wish, Outputs(target, json_file, parquet), tell)
    show_issues(summaries.issues_of(plain))
    summaries.show_summary(plain)
    result(str(target))
    if open_it:
        webbrowser.open(target.resolve().as_uri())


@app.command(
    name="patterns", help=text(_("List the patterns, or explain one: definition, innocent explanations, test, source."))
)
def patterns_command(
    name: Annotated[str | None, typer.Argument(help=text(_("Name of a pattern, e.g. ping_pong.")))] = None,
) -> None:
    """List or explain patterns."""
    if name is None:
        Console().print(pattern_list(all_patterns(), translate()))
        return
    pattern = pattern_named(name)
    if pattern is None:
        known = ", ".join(p.name.split(".")[-1] for p in all_patterns())
        message = _("There is no pattern %(name)s. There are: %(known)s.")
        raise analyse.RequestError("pattern.unknown", message, name=name, known=known)
    Console().print(pattern_page(pattern, translate()))


@app.command(name="mappings", help=text(_("List the mappings that come with Buckstop.")))
def mappings_command() -> None:
    """List the shipped mappings."""
    names = shipped_names()
    width = max(map(len, names), default=0) + 2
    for name in names:
        first, point, _rest = " ".join(shipped_mapping(name).notes.split()).partition(". ")
        result(f"{name:{width}s}{first}{point.strip()}")


@app.command(
    name="accuracy",
    help=text(_("Plant patterns in simulated logs and count what the screen finds, and what it should not.")),
)
def accuracy_command(
    twins: Annotated[int, typer.Option(min=1, help=text(_("Null twins: worlds without any planted pattern.")))] = 100,
    worlds: Annotated[int, typer.Option(min=1, help=text(_("Worlds with planted patterns, per dose.")))] = 12,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=text(_("Also write the figures as Markdown.")))
    ] = None,
) -> None:
    """Measure precision and recall."""
    from buckstop.simulator.accuracy import accuracy

    with progress() as tell:
        page, passed = accuracy(twins=twins, worlds=worlds, tell=tell)
    for line in page.splitlines():
        result(line)
    if out is not None:
        out.write_text(page, "utf-8")
    if not passed:
        raise typer.Exit(1)


def _request(
    log: Path,
    mapping: str | None,
    holder: str,
    robots: str | None,
    keep_robots: bool,
    fill_defaults: bool,
    sheet: str | None,
    case_object: str | None,
    memory_limit: str,
    threads: int,
) -> analyse.LogRequest:
    """What the options that facts and report share ask for, as they were typed."""
    resources = Resources(memory_limit, threads)
    return analyse.LogRequest(
        log, mapping, holder, _names(robots), keep_robots, fill_defaults, sheet, case_object, resources
    )


def _names(text_: str | None) -> tuple[str, ...] | None:
    if text_ is None:
        return None
    return tuple(name.strip() for name in text_.split(",") if name.strip())
