"""`buckstop ledger ...`: make a ledger, see how it stands, hand its log out, rebuild its states, erase a person."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from buckstop.app import erasing
from buckstop.app.accounts import end_accounts_of
from buckstop.app.bootstrap import DATABASE, HomeConfig
from buckstop.app.exporting import export
from buckstop.app.founding import NEEDED, Plan, UnitRow, create, read_units
from buckstop.app.ledger import Ledger
from buckstop.app.rebuilding import rebuild
from buckstop.app.requests import RequestError
from buckstop.app.speaking import speaker
from buckstop.app.witnessing import newest_cosigned, read_witnesses
from buckstop.cli import ledger_files, ledger_proofs, witness
from buckstop.cli.homes import (
    AdministratorOption,
    HomeArgument,
    HomeOption,
    folder_of,
    one_home,
    opened,
    plain_reader,
    reader_of,
)
from buckstop.cli.output import progress, result, say, show_issues, text, translate
from buckstop.cli.writing import REFUSED
from buckstop.domain.ids import SubjectId, UnitId
from buckstop.domain.privacy import HoldSubject, LiftHold, PrivacyRefusal
from buckstop.domain.refusals import Refusal
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.checkpoint import Trust, open_checkpoint
from buckstop.ledger.faults import Fault
from buckstop.ledger.store import Where
from buckstop.text.ledger import fault_sentence, privacy_sentence
from buckstop.text.refusals import refusal_sentence

_FAILED, _USAGE = 1, 2

app = typer.Typer(help=text(_("The ledger itself: make it, check it, prove it, hand it out.")), no_args_is_help=True)
app.add_typer(witness.app, name="witness")
app.command(name="verify", help=text(_("Check a whole ledger, or an exported folder: every fault, with its place.")))(
    ledger_proofs.verify
)
app.command(name="prove", help=text(_("Write the proof that an entry is in the log, or check one without a ledger.")))(
    ledger_proofs.prove
)
app.command(name="files", help=text(_("The attached files: how many there are, and whether all of them are whole.")))(
    ledger_files.files_command
)


@app.command(name="create", help=text(_("Make a new ledger in an empty folder, and found its organisation.")))
def create_command(
    home: Annotated[Path, typer.Argument(metavar="HOME", help=text(_("An empty folder, or one to be made.")))],
    origin: Annotated[
        str, typer.Option("--origin", help=text(_("Name of the log, for ever: like ledger.example/qingshui.")))
    ],
    store: Annotated[
        str, typer.Option("--store", help=text(_("Where events are kept: sqlite:FILE or postgresql://...")))
    ] = f"sqlite:{DATABASE}",
    pack: Annotated[str, typer.Option("--pack", "-p", help=text(_("Name of a rule pack.")))] = "zh_CN",
    units: Annotated[
        Path | None, typer.Option("--units", help=text(_("CSV of the units: unit,name,kind,superior,leader.")))
    ] = None,
    root: Annotated[str, typer.Option("--root", help=text(_("Id of the unit without a superior, as a check.")))] = "",
    outside_arbiter: Annotated[
        str, typer.Option("--outside-arbiter", help=text(_("ID=NAME of who decides where the root is a party.")))
    ] = "",
    office: Annotated[
        str, typer.Option("--office", help=text(_("Id of the supervision office; default: the root.")))
    ] = "",
) -> None:
    """Make a ledger."""
    plan = _plan(units, root, outside_arbiter, office) if units else None
    made = create(home, HomeConfig(origin, store=store, pack=pack), plan)
    if isinstance(made, Refusal):
        say(_("No: %(reason)s (%(code)s)"), reason=refusal_sentence(made, plain_reader()), code=made.code)
        say(_("Nothing was made."))
        sys.exit(REFUSED)
    say(_("The ledger is in %(home)s. Units founded: %(count)s."), home=str(home), count=len(plan.units) if plan else 0)
    say(_("Give this public key to everybody who is to check it, now, before anything is written:"))
    result(str(made))
    say(
        _("Keep a copy of %(keys)s where the ledger is not: without it personal texts are lost."),
        keys=str(home / "keys"),
    )
    say(
        _("Next: run buckstop clock --home %(home)s, and open a first matter with buckstop matter open."),
        home=str(home),
    )


def _plan(table: Path, root: str, outside_arbiter: str, office: str) -> Plan:
    read = read_units(table)
    rows = tuple(one for one in read if isinstance(one, UnitRow))
    if len(rows) != len(read) or not rows:
        show_issues(tuple(one for one in read if not isinstance(one, UnitRow)))
        say(_("No ledger was made. The table needs the columns %(names)s."), names=", ".join(NEEDED))
        sys.exit(_USAGE)
    arbiter, _equals, name = outside_arbiter.partition("=")
    if not arbiter:
        message = _("Name who decides where the root itself is a party: --outside-arbiter ID=NAME.")
        raise RequestError("ledger.no_arbiter", message)
    ids = {row.unit for row in rows}
    if arbiter in ids:
        raise RequestError(
            "ledger.arbiter_inside", _("The outside arbiter %(unit)s is a unit of the table."), unit=arbiter
        )
    if root and root != rows[0].unit:
        message = _("The root of the table is %(found)s, not %(root)s.")
        raise RequestError("ledger.other_root", message, found=rows[0].unit, root=root)
    if office and office not in ids:
        raise RequestError("ledger.no_office", _("The office %(unit)s is no unit of the table."), unit=office)
    return Plan(rows, UnitId(arbiter), name or arbiter, UnitId(office or rows[0].unit))


@app.command(name="status", help=text(_("How the ledger stands: sizes, what waits, what falls due next.")))
def status_command(folder: HomeArgument = None, home: HomeOption = None) -> None:
    """Say how a ledger stands."""
    home = folder_of(one_home(folder, home))
    with opened(home, only_read=True) as ledger:
        store, end = ledger.store, ledger.store.end()
        due = store.next_due()
        rows = (
            (_("Log"), ledger.origin),
            (_("Public key"), str(ledger.key.verifier())),
            (_("Entries"), f"{end.size}"),
            (_("Events that wait for their place"), f"{store.pending_count()}"),
            (_("Open matters"), f"{store.count(Where(kind='matter', active=True))}"),
            (_("All matters"), f"{store.count(Where(kind='matter'))}"),
            (_("Next due"), reader_of(ledger).instant(due) if due else text(_("nothing"))),
            (_("Witnesses"), f"{len(read_witnesses(home))}"),
            (_("Entries under a witness's signature"), f"{_cosigned_size(home, ledger)}"),
        )
        for name, value in rows:
            result(text(_("%(name)s: %(value)s"), name=text(name), value=value))


def _cosigned_size(folder: Path, ledger: Ledger) -> int:
    raw = newest_cosigned(folder)
    opened_note = open_checkpoint(raw, Trust(ledger.key.verifier())) if raw else None
    return 0 if opened_note is None or isinstance(opened_note, Fault) else opened_note.checkpoint.size


@app.command(name="checkpoint", help=text(_("Print the newest signed checkpoint, to be kept by somebody else.")))
def checkpoint_command(
    folder: HomeArgument = None,
    home: HomeOption = None,
    witnessed: Annotated[
        bool, typer.Option("--witnessed", help=text(_("The newest that witnesses signed too.")))
    ] = False,
) -> None:
    """Print a checkpoint."""
    home = folder_of(one_home(folder, home))
    with opened(home, only_read=True) as ledger:
        note = newest_cosigned(home) if witnessed else ledger.store.end().checkpoint
    if not note:
        raise RequestError(
            "ledger.no_checkpoint", _("There is no such checkpoint yet. Let the clock run: buckstop clock.")
        )
    sys.stdout.flush()
    sys.stdout.buffer.write(note)  # as bytes: a terminal of another encoding would spoil the signature lines


@app.command(name="export", help=text(_("Write the log as a folder of tiles that anybody can copy, serve and check.")))
def export_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=text(_("New, or one of an earlier export.")))],
    home: HomeOption = None,
    witnessed: Annotated[
        bool, typer.Option("--witnessed", help=text(_("Up to the newest checkpoint that witnesses signed too.")))
    ] = False,
) -> None:
    """Export the log."""
    cosigned = newest_cosigned(folder_of(home)) if witnessed else None
    with opened(home, only_read=True) as ledger:
        outcome = export(ledger, folder, cosigned)
    if outcome is None:
        raise RequestError("ledger.empty", _("The log is empty; nothing was written."))
    if isinstance(outcome, Fault):
        say(_("The folder was left as it was:"))
        say("%(fault)s", fault=fault_sentence(outcome, translate()))
        sys.exit(_FAILED)
    say(_("Exported. Check it with: buckstop ledger verify --export %(folder)s --key KEY"), folder=str(folder))
    result(text(_("Entries: %(size)s"), size=outcome.size))


@app.command(name="rebuild", help=text(_("Build the states anew from the events, or only compare them (--check).")))
def rebuild_command(
    folder: HomeArgument = None,
    home: HomeOption = None,
    check: Annotated[bool, typer.Option("--check", help=text(_("Write nothing; name every difference.")))] = False,
) -> None:
    """Rebuild the states."""
    with opened(one_home(folder, home), only_read=check) as ledger, progress() as tell:
        size = ledger.store.end().size
        told = (lambda done: tell(done, size, "rebuilding")) if tell else (lambda _done: None)
        rebuilt = rebuild(ledger, only_check=check, tell=told)
    ledger_proofs.show_faults(rebuilt.faults, len(rebuilt.faults))
    result(
        text(
            _("Streams: %(streams)s; differences: %(found)s; written anew: %(written)s."),
            streams=rebuilt.streams,
            found=len(rebuilt.faults),
            written=rebuilt.written,
        )
    )
    if rebuilt.faults and (check or rebuilt.written == 0):
        sys.exit(_FAILED)


@app.command(name="erase", help=text(_("Erase a person's texts for ever, on record; or set and lift a legal hold.")))
def erase_command(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help=text(_("Pseudonym of the person.")))],
    reason: Annotated[
        str,
        typer.Option("--reason", help=text(_("The request or provision it follows. Stays for ever: name no person."))),
    ] = "",
    home: HomeOption = None,
    yes: Annotated[bool, typer.Option("--yes", help=text(_("Do not ask before erasing.")))] = False,
    hold: Annotated[
        bool, typer.Option("--hold", help=text(_("Set a legal hold instead: nothing can be erased.")))
    ] = False,
    lift_hold: Annotated[bool, typer.Option("--lift-hold", help=text(_("Lift the legal hold instead.")))] = False,
    person: AdministratorOption = "",
) -> None:
    """Erase a subject."""
    who = SubjectId(subject)
    if hold and lift_hold:
        raise RequestError("ledger.hold_both", _("Either set the hold or lift it."))
    with opened(home) as ledger:
        by = speaker(ledger.organisation(), ledger.now(), person=person) if person else None
        if hold or lift_hold:
            command = HoldSubject(who, reason) if hold else LiftHold(who, reason)
            _stop_if_refused(ledger, erasing.record(ledger, command, by))
            on_record = _("The legal hold on %(subject)s is on record.")
            say(on_record if hold else _("The legal hold on %(subject)s is lifted."), subject=subject)
            return
        question = text(
            _("Everything personal of %(subject)s will be destroyed and cannot come back. Go on?"), subject=subject
        )
        if not yes and not typer.confirm(question, err=True):
            say(_("Nothing was erased."))
            sys.exit(REFUSED)
        outcome = erasing.erase(ledger, who, reason, by)
        _stop_if_refused(ledger, outcome)
        ended = end_accounts_of(folder_of(home), ledger, who)
    assert isinstance(outcome, erasing.Erased), "a refusal has stopped the command"
    if outcome.resumed and not outcome.fields:
        say(_("%(subject)s was erased before; nothing was left."), subject=subject)
    result(text(_("Fields destroyed: %(count)s"), count=outcome.fields))
    if ended:
        say(_("The account of this person was ended, with every session of it."))
    say(_("Backups made before still hold what was erased, with their keys. Let them expire, and say by when."))


def _stop_if_refused(ledger: Ledger, outcome: object) -> None:
    if isinstance(outcome, Refusal):
        private = isinstance(
            outcome.code, PrivacyRefusal
        )  # these are told of a ledger in which nothing was founded too
        why = privacy_sentence(outcome, translate()) if private else refusal_sentence(outcome, reader_of(ledger))
        say("%(reason)s", reason=why)
        sys.exit(REFUSED)
