"""`buckstop matter ...`: a whole matter by hand, and how it stands."""

import inspect
import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, NoReturn

import typer

from buckstop.app.answers import Accepted, Personal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.queries import MatterPage, count_matters, events_of, list_matters, matter_page
from buckstop.app.requests import RequestError
from buckstop.app.speaking import find_unit
from buckstop.cli.homes import HomeOption, opened, reader_of
from buckstop.cli.matter_commands import FORMS, GROUPS
from buckstop.cli.matter_forms import BEGINNINGS, Form, Number, open_numbers, read
from buckstop.cli.output import plain, result, result_json, say, text
from buckstop.cli.timeline import outcome_lines, plain_matter, plain_page, show_list, show_page
from buckstop.cli.writing import REFUSED, SHARED, actor_of, drawn, keep_acknowledgement, shared_parameters
from buckstop.domain.ids import MatterId, SubjectId
from buckstop.domain.matter.words import Phase
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.store import Where
from buckstop.text.refusals import refusal_sentence

app = typer.Typer(
    help=text(_("A matter by hand: open, offer, accept, return, decide, verify, show.")), no_args_is_help=True
)

_MATTER = Annotated[str, typer.Argument(metavar="MATTER", help=text(_("Id of the matter.")))]
_NEW = Annotated[str | None, typer.Option("--id", help=text(_("Id of what is new; made up when left out.")))]


# --- commands that write ----------------------------------------------------------------------------------------------


def _register() -> None:
    """One command for each form; those of two words in a group of their own."""
    groups: dict[str, typer.Typer] = {}
    for form in FORMS:
        first, _blank, second = form.name.partition(" ")
        place = app
        if second:
            if first not in groups:
                groups[first] = typer.Typer(help=text(GROUPS[first]), no_args_is_help=True)
                app.add_typer(groups[first], name=first)
            place = groups[first]
        place.command(name=second or first, help=text(form.help))(_command_of(form))


def _command_of(form: Form) -> Callable[..., None]:
    def run(**given: Any) -> None:
        shared = {name: given.pop(name) for name in SHARED}
        with opened(shared["home"]) as ledger:
            _carry_out(form, given, shared, ledger)

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [] if form.new == "matter" else [inspect.Parameter("matter", keyword, annotation=_MATTER)]
    if form.new:
        parameters.append(inspect.Parameter("new", keyword, annotation=_NEW, default=None))
    parameters += [option.parameter() for option in form.options]
    if form.number is not Number.NONE:
        shown = typer.Option("--number", help=text(_("Number of the offer or request; default: the one that is open.")))
        parameters.append(inspect.Parameter("number", keyword, annotation=Annotated[int | None, shown], default=None))
    parameters += shared_parameters()
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # what the library reads options from
    return run


def _carry_out(form: Form, given: dict[str, Any], shared: dict[str, Any], ledger: Ledger) -> None:
    """Send the command that the options make up; print what came of it."""
    key = shared["key"] or secrets.token_hex(8)
    values = read(form, given, ledger)
    personal = {option.name: values.pop(option.name) for option in form.options if option.sealed}
    new = given.get("new") or f"{'m' if form.new == 'matter' else 'part'}-{drawn(key)[:8]}"
    matter = MatterId(given.get("matter") or new)
    page = None if form.new == "matter" else matter_page(ledger, matter)
    actor = actor_of(shared, ledger, form.command)
    made = form.fields(values)
    if form.new == "matter":
        made["unit"] = actor.unit
    elif form.new:
        made[form.new] = MatterId(new)
    if form.number is not Number.NONE:
        name = "offer" if form.number is Number.OFFER else "ask"
        made[name] = _number(form.number, page) if given["number"] is None else given["number"]
    written = page.written_version if page else 0
    version = shared["version"] if shared["version"] is not None else (page.written_version if page else None)
    if form.seed and not made[form.seed]:
        made[form.seed] = drawn(key)
    submission = Submission(
        key=key,
        actor=actor,
        command=form.command(matter=matter, **made),
        version=version,
        personal=_personal(personal, made.get("requester") or actor.person),
    )
    outcome = handle(ledger, submission)
    if isinstance(outcome, Refused):
        _refused(outcome, ledger)
    _accepted(outcome, ledger, key, written)
    if form.new == "part" and (part := matter_page(ledger, MatterId(new))):
        result("")
        _show_lines(outcome_lines(part.matter, part.events, ledger.organisation(), reader_of(ledger)))
    keep_acknowledgement(shared, outcome)


def _personal(texts: dict[str, str | None], subject: str) -> tuple[Personal, ...]:
    """Personal texts under the pseudonym of whom they are about."""
    return tuple(Personal(SubjectId(subject), name, words) for name, words in texts.items() if words)


def _number(number: Number, page: MatterPage | None) -> int:
    """The offer or request that is open, else the last there was: a repeated command must name what it named first."""
    if page is None:
        return 0
    asks = open_numbers(number, page.matter)
    if len(asks) > 1:
        message = _("Several such requests are open: %(numbers)s. Say with --number which one is meant.")
        raise RequestError("matter.several_asks", message, numbers=", ".join(map(str, asks)))
    made = [version for version, event in enumerate(page.events, 1) if isinstance(event, BEGINNINGS[number])]
    return asks[0] if asks else made[-1] if made else 0


def _accepted(outcome: Accepted, ledger: Ledger, key: str, before: int) -> None:
    matter, word = outcome.matter, outcome.acknowledgement
    assert matter is not None
    assert word is not None
    if outcome.repeated:
        say(_("This key was answered before; nothing was done again. The first answer:"))
        before = word.first_version - 1
    events = events_of(ledger, matter.id, after=before)[: word.last_version - before]
    _show_lines(outcome_lines(matter, events, ledger.organisation(), reader_of(ledger)))
    line = _("On record as version %(last)s of %(matter)s; key %(key)s.")
    if word.first_version < word.last_version:
        line = _("On record as versions %(first)s to %(last)s of %(matter)s; key %(key)s.")
    say(
        line,
        first=word.first_version,
        last=word.last_version,
        matter=matter.id,
        key=key,
    )


def _refused(outcome: Refused, ledger: Ledger) -> NoReturn:
    reader = reader_of(ledger)
    say(_("No: %(reason)s (%(code)s)"), reason=refusal_sentence(outcome.refusal, reader), code=outcome.refusal.code)
    if outcome.matter is not None:
        for line in outcome_lines(outcome.matter, (), ledger.organisation(), reader):
            typer.echo(plain(line).plain, err=True)
    raise typer.Exit(REFUSED)


def _show_lines(lines: list[str]) -> None:
    for line in lines:
        result(line)


_register()


# --- commands that read -----------------------------------------------------------------------------------------------

_UNDONE = tuple(phase for phase in Phase if phase not in {Phase.DONE, Phase.CLOSED})
_AsJson = Annotated[bool, typer.Option("--json", help=text(_("Print JSON on stdout, and nothing else there.")))]


@app.command(
    name="show", help=text(_("Show a matter: what happened, who held it when, whose clock ran, what comes next."))
)
def show_command(matter: _MATTER, home: HomeOption = None, *, as_json: _AsJson = False) -> None:
    """Show one matter."""
    with opened(home) as ledger:
        page = matter_page(ledger, MatterId(matter))
        if page is None:
            message = _("There is no matter %(matter)s. List them with: buckstop matter list.")
            raise RequestError("matter.unknown", message, matter=matter)
        if as_json:
            result_json(plain_page(page))
        else:
            show_page(page, reader_of(ledger))


@app.command(name="list", help=text(_("List matters: who holds them, how they stand, what is due next.")))
def list_command(
    home: HomeOption = None,
    holder: Annotated[str | None, typer.Option("--holder", help=text(_("Only those a unit holds.")))] = None,
    concerns: Annotated[
        str | None,
        typer.Option("--concerns", help=text(_("Only those a unit holds, was offered, decides or verifies."))),
    ] = None,
    phase: Annotated[Phase | None, typer.Option("--phase", help=text(_("Only those in this phase.")))] = None,
    due: Annotated[
        str | None, typer.Option("--due", help=text(_("Only those with something due until then: 2026-03-31.")))
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help=text(_("Only those past their deadline and not reported done.")))
    ] = False,
    only_open: Annotated[bool, typer.Option("--open", help=text(_("Only those not closed.")))] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help=text(_("How many at most.")))] = 200,
    after: Annotated[str, typer.Option("--after", help=text(_("Only those whose id comes after this one.")))] = "",
    *,
    as_json: _AsJson = False,
) -> None:
    """List matters."""
    with opened(home) as ledger:
        organisation = ledger.organisation()
        where = Where(
            phase=phase or (_UNDONE if overdue else ""),
            active=True if only_open or overdue else None,
            holder=find_unit(organisation, holder) if holder else "",
            units=(find_unit(organisation, concerns),) if concerns else (),
            due_until=_until(due, ledger) if due else None,
            deadline_until=ledger.now() if overdue else None,
        )
        matters = list_matters(ledger, where, limit, after)
        if as_json:
            result_json([plain_matter(one) for one in matters])
            return
        if not matters:
            say(_("No matter is like that. Open one with: buckstop matter open."))
            return
        show_list(matters, reader_of(ledger))
        say(_("Shown: %(shown)s of %(count)s."), shown=len(matters), count=count_matters(ledger, where))


def _until(words: str, ledger: Ledger) -> datetime:
    """The end of a day."""
    try:
        return ledger.calendar.end_of_day(date.fromisoformat(words))
    except ValueError as error:
        message = _("%(words)s is no day. Write it as year, month and day: 2026-03-31.")
        raise RequestError("form.day", message, words=words) from error
