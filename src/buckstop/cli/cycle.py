"""`buckstop cycle ...`: set up what comes again, amend it, pass over a time, end it; show and list."""

import inspect
import secrets
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

import msgspec
import typer

from buckstop.app.answers import Accepted, Refused, Submission
from buckstop.app.cycle_queries import cycle_events, cycle_page, list_cycles
from buckstop.app.cycles import load_cycle
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.requests import RequestError
from buckstop.app.speaking import find_unit
from buckstop.cli.cycle_commands import AMEND, FORMS, SET_UP, amended
from buckstop.cli.cycles_shown import cycle_lines, plain_of, show_cycle, show_cycles
from buckstop.cli.homes import HomeOption, opened, reader_of
from buckstop.cli.matter_forms import Form, read
from buckstop.cli.output import plain, result, result_json, say, text
from buckstop.cli.writing import REFUSED, SHARED, actor_of, drawn, keep_acknowledgement, shared_parameters
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.ids import CycleId
from buckstop.i18n import gettext_noop as _
from buckstop.text.refusals import refusal_sentence

app = typer.Typer(
    help=text(_("Work that comes again: said once, each time a matter opens by itself on the unit that said it.")),
    no_args_is_help=True,
)

_CYCLE = Annotated[str, typer.Argument(metavar="CYCLE", help=text(_("Id of the cycle.")))]
_NEW = Annotated[str | None, typer.Option("--id", help=text(_("Id of what is new; made up when left out.")))]
_UNKNOWN = _("There is no cycle %(cycle)s. List them with: buckstop cycle list.")


# --- commands that write ----------------------------------------------------------------------------------------------


def _command_of(form: Form) -> Callable[..., None]:
    def run(**given: Any) -> None:
        shared = {name: given.pop(name) for name in SHARED if name in given}
        with opened(shared["home"]) as ledger:
            _carry_out(form, given, shared, ledger)

    name, annotation = ("new", _NEW) if form is SET_UP else ("cycle", _CYCLE)
    default = None if form is SET_UP else inspect.Parameter.empty
    first = inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
    parameters = [first, *(option.parameter() for option in form.options), *shared_parameters(citizens=False)]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # what the library reads options from
    return run


def _carry_out(form: Form, given: dict[str, Any], shared: dict[str, Any], ledger: Ledger) -> None:
    """Send the command that the options make up; print what came of it."""
    key = shared["key"] or secrets.token_hex(8)
    actor = actor_of(shared, ledger, form.command)
    cycle = CycleId(given.get("cycle") or given.get("new") or f"y-{drawn(key)[:8]}")
    before = None if form is SET_UP else load_cycle(ledger, cycle)
    made = _made(form, read(form, given, ledger), before, cycle)
    if form is SET_UP:
        made["unit"] = actor.unit
    version = shared["version"] if shared["version"] is not None else (before.version if before else None)
    outcome = handle(ledger, Submission(key, actor, form.command(cycle=cycle, **made), version))
    if isinstance(outcome, Refused):
        _refused(outcome, ledger)
    _accepted(outcome, ledger, key)
    keep_acknowledgement(shared, outcome)


def _made(form: Form, values: dict[str, Any], before: Cycle | None, cycle: CycleId) -> dict[str, Any]:
    """Fields of the command; what is left out of an amendment stands as it did."""
    if form is SET_UP:
        return form.fields(values)
    if before is None:
        raise RequestError("cycle.unknown", _UNKNOWN, cycle=cycle)
    if form is AMEND:
        return amended(values, before)
    if values.get("turn", 0) is None:
        values["turn"] = before.next.number if before.next else 0
    return form.fields(values)


def _accepted(outcome: Accepted, ledger: Ledger, key: str) -> None:
    cycle, word = outcome.cycle, outcome.acknowledgement
    assert cycle is not None
    assert word is not None
    if outcome.repeated:
        say(_("This key was answered before; nothing was done again. The first answer:"))
    events = cycle_events(ledger, cycle.id, after=word.first_version - 1)
    for line in cycle_lines(cycle, events, reader_of(ledger)):
        result(line)
    say(
        _("On record as version %(last)s of %(matter)s; key %(key)s."),
        last=word.last_version,
        matter=word.stream,
        key=key,
    )


def _refused(outcome: Refused, ledger: Ledger) -> NoReturn:
    reader = reader_of(ledger)
    say(_("No: %(reason)s (%(code)s)"), reason=refusal_sentence(outcome.refusal, reader), code=outcome.refusal.code)
    if outcome.cycle is not None:
        for line in cycle_lines(outcome.cycle, (), reader):
            typer.echo(plain(line).plain, err=True)
    raise typer.Exit(REFUSED)


for _form in FORMS:
    app.command(name=_form.name, help=text(_form.help))(_command_of(_form))


# --- commands that read -----------------------------------------------------------------------------------------------

_AsJson = Annotated[bool, typer.Option("--json", help=text(_("Print JSON on stdout, and nothing else there.")))]


@app.command(name="show", help=text(_("Show a cycle: what comes when, and what became of what it opened.")))
def show_command(cycle: _CYCLE, home: HomeOption = None, *, as_json: _AsJson = False) -> None:
    """Show one cycle."""
    with opened(home) as ledger:
        page = cycle_page(ledger, CycleId(cycle), None)
        if page is None:
            raise RequestError("cycle.unknown", _UNKNOWN, cycle=cycle)
        if as_json:
            result_json(plain_of(page))
        else:
            show_cycle(page, reader_of(ledger))


@app.command(name="list", help=text(_("List cycles: what comes again where, and when next.")))
def list_command(
    home: HomeOption = None,
    unit: Annotated[str | None, typer.Option("--of", help=text(_("Only those of a unit.")))] = None,
    ended: Annotated[bool, typer.Option("--ended", help=text(_("Those that somebody ended, too.")))] = False,
    *,
    as_json: _AsJson = False,
) -> None:
    """List cycles."""
    with opened(home) as ledger:
        units = (find_unit(ledger.organisation(), unit),) if unit else ()
        cycles = list_cycles(ledger, units=units, ended=ended)
        if as_json:
            result_json([msgspec.to_builtins(cycle) for cycle in cycles])
        elif cycles:
            show_cycles(cycles, reader_of(ledger))
        else:
            say(_("Nothing comes again. Set something up with: buckstop cycle set-up."))
