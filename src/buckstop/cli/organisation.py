"""`buckstop organisation ...`: the register as a workbook: an empty one, a check, an export, changes; and who is who."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from buckstop.app.accounts import accounts_address
from buckstop.app.answers import Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.initialising import give_accounts
from buckstop.app.ledger import Ledger
from buckstop.app.person_names import PersonNames
from buckstop.app.register_changes import Changes, changes
from buckstop.app.register_founding import begin_of
from buckstop.app.register_ids import with_ids
from buckstop.app.registers import export, known_names, load_register, read_for_founding
from buckstop.app.reorganisation_preview import Effect, Preview, preview
from buckstop.app.requests import RequestError
from buckstop.app.speaking import find_unit, speaker
from buckstop.cli.homes import AdministratorOption, HomeOption, folder_of, opened, reader_of
from buckstop.cli.output import ended, language, plain, progress, result, say, show_issues, text, translate
from buckstop.cli.timeline import console
from buckstop.cli.writing import REFUSED
from buckstop.db.accounts.keeping import accounts, close_accounts, open_accounts
from buckstop.domain.ids import PersonId, UnitId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation import Organisation
from buckstop.domain.posts import Role
from buckstop.domain.refusals import Refusal
from buckstop.i18n import gettext_noop as _
from buckstop.intake.registers.model import PersonRow, Register
from buckstop.intake.registers.reading import read_register
from buckstop.intake.registers.writing import template
from buckstop.ledger.durable_file import replace_file
from buckstop.lens.issues import Issue, Severity
from buckstop.text.issues import position, sentence
from buckstop.text.organisation_changes import change_sentence
from buckstop.text.readers import Reader
from buckstop.text.refusals import refusal_sentence
from buckstop.text.register_findings import KINDS, marked_up

_FAULTY = 2
_MOST = 200
app = typer.Typer(
    help=text(_("Units, posts, people and duty lists as a workbook; changes of the organisation with a preview.")),
    no_args_is_help=True,
)
_File = Annotated[
    Path, typer.Argument(metavar="FILE", help=text(_("Workbook of the register, or a folder of CSV files.")))
]
_Out = Annotated[Path, typer.Argument(metavar="OUT.xlsx", help=text(_("Where the workbook is written.")))]


@app.command(
    name="template", help=text(_("Write an empty register to fill in: notes, lists to choose from, examples."))
)
def template_command(out: _Out) -> None:
    """Write a template."""
    replace_file(out, template(language()))
    say(_("Fill it in, then: buckstop organisation check %(file)s"), file=str(out))


@app.command(name="check", help=text(_("Say everything that is wrong with a register, each fault at its cell.")))
def check_command(
    file: _File,
    home: Annotated[
        Path | None, typer.Option("--home", help=text(_("Check it as a change of the organisation of this ledger.")))
    ] = None,
    marked: Annotated[
        Path | None,
        typer.Option("--marked", help=text(_("Write the register again with every faulty cell coloured."))),
    ] = None,
) -> None:
    """Check a register."""
    data, name = load_register(file)
    if home is None:
        reading = read_for_founding(data, name)
        issues, register = reading.issues, reading.register
    else:
        with opened(home) as ledger:
            reading = read_register(data, name, known_names(ledger.organisation()))
            issues, register = reading.issues, reading.register
            if register is not None:
                issues += _compared(ledger, register, name, None, complete=False, document="").issues
    for issue in issues:
        where = position(issue, translate())
        values = {"kind": text(KINDS[issue.severity]), "place": where, "what": sentence(issue, translate())}
        result(text(_("%(kind)s: %(place)s: %(what)s") if where else _("%(kind)s: %(what)s"), **values))
    if marked is not None:
        replace_file(marked, marked_up(data, name, issues, translate()))
        say(
            _("The marked register is in %(file)s. Its values are the same; layout and formulas are not."),
            file=str(marked),
        )
    errors = sum(1 for issue in issues if issue.severity is Severity.ERROR)
    if errors:
        say(_("Errors: %(count)s. Correct them and check again."), count=errors)
        raise typer.Exit(_FAULTY)
    assert register is not None, "without an error there is a register"
    say(
        _(
            "It can be used. Units: %(units)s; posts: %(posts)s; people: %(people)s; items: %(items)s; lines: %(lines)s."
        ),
        units=len(register.units),
        posts=len(register.posts),
        people=len(register.people),
        items=len(register.duties),
        lines=len(register.lines),
    )


@app.command(name="export", help=text(_("Write the present organisation as a register, names opened.")))
def export_command(out: _Out, home: HomeOption = None) -> None:
    """Export a register."""
    folder = folder_of(home)
    with opened(home) as ledger:
        found = export(ledger, language(), _logins(folder))
    replace_file(out, found)
    out.chmod(0o600)
    say(_("The register is in %(file)s. It names people: keep it for those who need it."), file=str(out))


def _logins(folder: Path) -> Mapping[PersonId, tuple[str, str]]:
    open_accounts(accounts_address(folder))
    try:
        return {one.person: (one.username, one.email) for one in accounts()}
    finally:
        close_accounts()


@app.command(name="show", help=text(_("Show units as a tree with their ids, posts, and who holds them.")))
def show_command(
    unit: Annotated[str, typer.Option("--unit", help=text(_("Only this unit and what is below it.")))] = "",
    units: Annotated[bool, typer.Option("--units", help=text(_("A plain list of units with their ids.")))] = False,
    home: HomeOption = None,
) -> None:
    """Show the organisation."""
    with opened(home) as ledger:
        organisation, reader = ledger.organisation(), reader_of(ledger)
        top = find_unit(organisation, unit) if unit else organisation.root
        if units:
            console().print(_unit_table(organisation, reader, top))
            return
        names = PersonNames(ledger)
        for one, depth in _tree(organisation, top):
            result(f"{'  ' * depth}{_unit_line(organisation, reader, one)}")
            for line in _post_lines(organisation, one, ledger.now(), names):
                result(f"{'  ' * (depth + 1)}· {line}")
        if not unit:
            arbiter = organisation.outside_arbiter
            result(
                text(_("Outside arbiter: %(name)s (%(id)s)"), name=organisation.outside_arbiters[arbiter], id=arbiter)
            )
            for line in _post_lines(organisation, arbiter, ledger.now(), names):
                result(f"  · {line}")


def _tree(organisation: Organisation, top: UnitId, depth: int = 0) -> list[tuple[UnitId, int]]:
    below = [pair for child in organisation.tree.active_children(top) for pair in _tree(organisation, child, depth + 1)]
    return [(top, depth), *below]


def _unit_line(organisation: Organisation, reader: Reader, unit: UnitId) -> str:
    name = organisation.tree.units[unit].name
    if unit == organisation.office:
        return text(_("%(name)s (%(id)s), supervision office"), name=name, id=unit)
    return reader.say(_("%(name)s (%(id)s)"), name=name, id=unit)


def _post_lines(organisation: Organisation, unit: UnitId, at: datetime, names: PersonNames) -> list[str]:
    lines = []
    for post in organisation.posts_in(unit):
        acting = organisation.who_acts_for(post.id, at)
        values = {"post": post.title, "id": post.id}
        if acting is None:
            lines.append(text(_("%(post)s (%(id)s): nobody"), **values))
            continue
        values |= {"name": names.of(acting.person, otherwise=acting.person), "person": acting.person}
        sentence_of = _("%(post)s (%(id)s): %(name)s (%(person)s)")
        if acting.deputising:
            sentence_of = _("%(post)s (%(id)s): %(name)s (%(person)s) acts as deputy")
        lines.append(text(sentence_of, **values))
    return lines


def _unit_table(organisation: Organisation, reader: Reader, top: UnitId) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in (_("Id"), _("Unit"), _("Short names"), _("Answers to")):
        table.add_column(text(heading), overflow="fold")
    for unit, _depth in _tree(organisation, top):
        found = organisation.tree.units[unit]
        above = reader.unit(found.superior) if found.superior else "-"
        table.add_row(plain(unit), plain(found.name), plain(reader.joined(found.aliases)), plain(above))
    return table


@app.command(
    name="update", help=text(_("Make the organisation like a register; first see what that moves: --preview."))
)
def update_command(
    file: _File,
    on: Annotated[
        str, typer.Option("--on", help=text(_("Day on which units change and people are appointed, like 2027-01-01.")))
    ] = "",
    only_preview: Annotated[bool, typer.Option("--preview", help=text(_("Only say what would move.")))] = False,
    complete: Annotated[
        bool, typer.Option("--complete", help=text(_("What the file leaves out ends, units excepted.")))
    ] = False,
    document: Annotated[
        str, typer.Option("--document", help=ended(_("Document that approves what leaves duty lists")))
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help=text(_("Do not ask.")))] = False,
    person: AdministratorOption = "",
    home: HomeOption = None,
) -> None:
    """Update the organisation."""
    data, name = load_register(file)
    with opened(home) as ledger:
        seen = ledger.organisation()
        reading = read_register(data, name, known_names(seen))
        _stop_if_faulty(reading.issues)
        assert reading.register is not None, "without an error there is a register"
        found = _compared(ledger, reading.register, name, _day(on, ledger), complete=complete, document=document)
        _stop_if_faulty(found.issues)
        asked = found.asked
        if not asked.commands:
            say(_("The organisation is like the register already. Nothing was written."))
        else:
            _show(preview(ledger, asked.commands, ledger.now()), ledger)
            if only_preview or not (yes or typer.confirm(text(_("Carry it out?")), err=True)):
                say(_("Nothing was written."))
                return
            actor = _administrator(seen, ledger.now(), person) if person else None
            submission = Submission(secrets.token_hex(8), actor, asked.commands, seen.version, asked.personal)
            outcome = handle(ledger, submission)
            if isinstance(outcome, Refused):
                _refused(outcome.refusal, reader_of(ledger))
            say(_("Carried out. Changes: %(count)s."), count=len(asked.commands))
        people = _identified(ledger, reading.register).people
    if not only_preview:
        _new_accounts(folder_of(home), people)


def _administrator(organisation: Organisation, at: datetime, person: str) -> Actor:
    """The person in the post from which they administer, if they have one, whatever their other posts are."""
    units = [*organisation.tree.active_units, organisation.outside_arbiter]
    fits = (unit for unit in units if Role.ADMINISTRATOR in organisation.roles_of(PersonId(person), unit, at))
    return speaker(organisation, at, person=person, unit=next(fits, ""), roles=[Role.ADMINISTRATOR])


def _new_accounts(folder: Path, people: tuple[PersonRow, ...]) -> None:
    """Accounts for those who got a login name; with none among them the accounts are not even opened."""
    if not any(one.login for one in people):
        return
    with progress() as bar:
        number, passwords = give_accounts(folder, people, language(), bar or (lambda _done, _total, _what: None))
    close_accounts()
    if passwords is not None:
        say(
            _(
                "Accounts made: %(count)s. First passwords are in %(file)s, readable for you only. Hand them out, then delete it."
            ),
            count=number,
            file=str(passwords),
        )


def _day(written: str, ledger: Ledger) -> datetime | None:
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        message = _("%(day)s is no day. Write it like 2027-01-01.")
        raise RequestError("organisation.no_day", message, day=written) from None
    begin = begin_of(day, ledger.now(), ledger.calendar.zone)
    if begin is None:
        message = _("%(day)s has begun already. Name a day to come, or leave --on out for now.")
        raise RequestError("organisation.day_past", message, day=written)
    return begin


def _identified(ledger: Ledger, register: Register) -> Register:
    organisation = ledger.organisation()
    names = PersonNames(ledger).of_all(organisation.persons)
    return with_ids(register, organisation, names, ledger.now())


def _compared(
    ledger: Ledger, register: Register, name: str, on_at: datetime | None, *, complete: bool, document: str
) -> Changes:
    organisation = ledger.organisation()
    return changes(
        _identified(ledger, register),
        organisation,
        PersonNames(ledger).of_all(organisation.persons),
        ledger.now(),
        ledger.calendar.zone,
        file=name,
        on_at=on_at,
        complete=complete,
        document=document,
    )


def _stop_if_faulty(issues: tuple[Issue, ...]) -> None:
    show_issues(issues)
    if any(issue.severity is Severity.ERROR for issue in issues):
        say(_("Nothing was written. Correct the register and try again."))
        raise typer.Exit(_FAULTY)


def _refused(refusal: Refusal, reader: Reader) -> None:
    say(_("No: %(reason)s (%(code)s)"), reason=refusal_sentence(refusal, reader), code=refusal.code)
    raise typer.Exit(REFUSED)


def _show(seen: Preview, ledger: Ledger) -> None:
    """What each change does, and the sums."""
    reader, names = reader_of(ledger), PersonNames(ledger)
    if seen.refusal is not None:
        _refused(seen.refusal, reader)
    organisation = ledger.organisation()
    known = names.of_all(organisation.persons)
    for effect in seen.effects[:_MOST]:
        result(change_sentence(effect.command, reader, known))
        _show_effect(effect, seen, reader, known)
    if len(seen.effects) > _MOST:
        say(_("... and %(count)s more."), count=len(seen.effects) - _MOST)
    for before, after, number in seen.cycles:
        line = _("What comes again goes on with %(after)s instead of %(before)s: %(number)s.")
        result(text(line, before=reader.unit(before), after=reader.unit(after), number=number))
    for post in seen.uncovered:
        say(_("Nobody will act for the key post %(post)s. Appoint a deputy."), post=reader.post(post))


def _show_effect(effect: Effect, seen: Preview, reader: Reader, names: Mapping[PersonId, str]) -> None:
    if not effect.foreseeable:
        result("  " + text(_("What it moves can only be said on its day.")))
    moved = [one for one in seen.matters if one.matter in set(effect.matters)]
    if moved:
        counts = {
            "held": sum(1 for one in moved if one.holder[0] != one.holder[1]),
            "offers": sum(1 for one in moved if one.offer_ended is not None),
            "arbiters": sum(1 for one in moved if one.arbiter[0] != one.arbiter[1]),
            "verifiers": sum(1 for one in moved if one.verifier[0] != one.verifier[1]),
        }
        line = _(
            "Matters: another holder %(held)s, offers ended %(offers)s, another arbiter %(arbiters)s, another verifier "
            "%(verifiers)s."
        )
        result("  " + text(line, **counts))
    for lost in effect.posts:
        holder = names.get(lost.holder, lost.holder) if lost.holder else text(_("nobody"))
        result(
            "  " + text(_("The post %(post)s ends; held by: %(holder)s."), post=reader.post(lost.post), holder=holder)
        )
