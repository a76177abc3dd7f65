"""`buckstop demand ...`: ask something of others, answer it, call it a burden; see who is charged with how much."""

import inspect
import secrets
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Annotated, Any, NoReturn

import typer

from buckstop.app.answers import Accepted, Refused, Submission
from buckstop.app.demand_queries import charges_of_issuers, demand_events, demand_page, list_demands
from buckstop.app.demands import load_demand
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.requests import RequestError
from buckstop.app.speaking import find_unit
from buckstop.cli.burdens import demand_lines, plain_of, show_charges, show_demand, show_demands
from buckstop.cli.demand_commands import FORMS, IMPOSE
from buckstop.cli.homes import HomeOption, opened, reader_of
from buckstop.cli.matter_forms import Form, read
from buckstop.cli.output import plain, result, result_json, say, text
from buckstop.cli.writing import REFUSED, SHARED, actor_of, drawn, keep_acknowledgement, shared_parameters
from buckstop.domain.demand.words import DemandId, DemandKind
from buckstop.i18n import gettext_noop as _
from buckstop.text.refusals import refusal_sentence

app = typer.Typer(
    help=text(_("What units ask of others beside their matters: meetings, forms, inspections. Charged to who asks.")),
    no_args_is_help=True,
)

_DEMAND = Annotated[str, typer.Argument(metavar="DEMAND", help=text(_("Id of the demand.")))]
_NEW = Annotated[str | None, typer.Option("--id", help=text(_("Id of what is new; made up when left out.")))]


# --- commands that write ----------------------------------------------------------------------------------------------


def _command_of(form: Form) -> Callable[..., None]:
    def run(**given: Any) -> None:
        shared = {name: given.pop(name) for name in SHARED if name in given}
        with opened(shared["home"]) as ledger:
            _carry_out(form, given, shared, ledger)

    name, annotation = ("new", _NEW) if form is IMPOSE else ("demand", _DEMAND)
    default = None if form is IMPOSE else inspect.Parameter.empty
    first = inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
    parameters = [first, *(option.parameter() for option in form.options), *shared_parameters(citizens=False)]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # what the library reads options from
    return run


def _carry_out(form: Form, given: dict[str, Any], shared: dict[str, Any], ledger: Ledger) -> None:
    """Send the command that the options make up; print what came of it."""
    key = shared["key"] or secrets.token_hex(8)
    made = form.fields(read(form, given, ledger))
    actor = actor_of(shared, ledger, form.command)
    if form is IMPOSE:
        made["issuer"] = actor.unit
    demand = DemandId(given.get("demand") or given.get("new") or f"d-{drawn(key)[:8]}")
    before = None if form is IMPOSE else load_demand(ledger, demand)
    version = shared["version"] if shared["version"] is not None else (before.version if before else None)
    outcome = handle(ledger, Submission(key, actor, form.command(demand=demand, **made), version))
    if isinstance(outcome, Refused):
        _refused(outcome, ledger)
    _accepted(outcome, ledger, key)
    keep_acknowledgement(shared, outcome)


def _accepted(outcome: Accepted, ledger: Ledger, key: str) -> None:
    demand, word = outcome.demand, outcome.acknowledgement
    assert demand is not None
    assert word is not None
    if outcome.repeated:
        say(_("This key was answered before; nothing was done again. The first answer:"))
    events = demand_events(ledger, demand.id, after=word.first_version - 1)
    for line in demand_lines(demand, events[: word.last_version - word.first_version + 1], reader_of(ledger)):
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
    if rule := outcome.refusal.field("rule"):
        say(_("Where the rule comes from: buckstop rules explain %(rule)s"), rule=rule)
    if outcome.demand is not None:
        for line in demand_lines(outcome.demand, (), reader):
            typer.echo(plain(line).plain, err=True)
    raise typer.Exit(REFUSED)


for _form in FORMS:
    app.command(name=_form.name, help=text(_form.help))(_command_of(_form))


# --- commands that read -----------------------------------------------------------------------------------------------

_AsJson = Annotated[bool, typer.Option("--json", help=text(_("Print JSON on stdout, and nothing else there.")))]


def _print_json(value: Any) -> None:
    result_json(plain_of(value))


@app.command(name="show", help=text(_("Show a demand: what is asked of whom, what was answered, what it costs.")))
def show_command(demand: _DEMAND, home: HomeOption = None, *, as_json: _AsJson = False) -> None:
    """Show one demand."""
    with opened(home) as ledger:
        page = demand_page(ledger, DemandId(demand))
        if page is None:
            message = _("There is no demand %(demand)s. List them with: buckstop demand list.")
            raise RequestError("demand.unknown", message, demand=demand)
        if as_json:
            _print_json(page)
        else:
            show_demand(page, reader_of(ledger))


@app.command(name="list", help=text(_("List demands: who asks what, of how many units, how often.")))
def list_command(
    home: HomeOption = None,
    issuer: Annotated[str | None, typer.Option("--issuer", help=text(_("Only those a unit imposed.")))] = None,
    receiver: Annotated[str | None, typer.Option("--of", help=text(_("Only those asked of a unit.")))] = None,
    kind: Annotated[DemandKind | None, typer.Option("--kind", help=text(_("Only those of this kind.")))] = None,
    only_asked: Annotated[bool, typer.Option("--asked", help=text(_("Only those still asked for.")))] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help=text(_("How many at most.")))] = 200,
    *,
    as_json: _AsJson = False,
) -> None:
    """List demands."""
    with opened(home) as ledger:
        organisation = ledger.organisation()
        found: Iterator[Any] = list_demands(
            ledger,
            issuer=find_unit(organisation, issuer) if issuer else None,
            receiver=find_unit(organisation, receiver) if receiver else None,
            kind=kind,
            asked=True if only_asked else None,
        )
        demands = tuple(islice(found, limit))
        if as_json:
            _print_json(demands)
            return
        if not demands:
            say(_("No demand is like that. Impose one with: buckstop demand impose."))
            return
        show_demands(demands, reader_of(ledger))
        if next(found, None) is not None:
            say(_("There are more; see more of them with: --limit."))


@app.command(name="charged", help=text(_("Show what each unit's demands cost others, in minutes and hours.")))
def charged_command(
    home: HomeOption = None,
    year: Annotated[int | None, typer.Option("--year", help=text(_("Calendar year; default: this one.")))] = None,
    every_year: Annotated[bool, typer.Option("--all", help=text(_("All years together.")))] = False,
    *,
    as_json: _AsJson = False,
) -> None:
    """Show who is charged with how much."""
    with opened(home) as ledger:
        this_year = ledger.calendar.local_date(ledger.now()).year
        charges = charges_of_issuers(ledger, None if every_year else year or this_year)
        if as_json:
            _print_json(charges)
        elif charges:
            show_charges(charges, reader_of(ledger))
        else:
            say(_("Nothing was asked of anybody in that time."))
