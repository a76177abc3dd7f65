"""`buckstop ledger verify` and `prove`: what an outsider asks of a ledger, with a ledger at hand or without one."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from buckstop.app.ledger import Ledger
from buckstop.app.proving import (
    Word,
    check_proof,
    check_word,
    event_at,
    find_event,
    kept,
    read_acknowledgement,
)
from buckstop.app.proving import prove as prove_event
from buckstop.app.requests import RequestError
from buckstop.app.verifying import LedgerCheck, Verification
from buckstop.app.witnessing import cosigned_checkpoints, newest_cosigned, parse_key
from buckstop.cli.homes import HomeArgument, HomeOption, folder_of, one_home, opened
from buckstop.cli.output import ended, progress, result, result_json, say, text, translate
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.checkpoint import Checkpoint, OpenedCheckpoint, Trust, open_checkpoint
from buckstop.ledger.durable_file import replace_file
from buckstop.ledger.faults import Fault
from buckstop.ledger.note import Algorithm, VerifierKey
from buckstop.ledger.proof import FILE_ENDING, Recorded
from buckstop.ledger.tile_folder import TileFolder
from buckstop.ledger.verify import FolderCheck
from buckstop.text.ledger import fault_sentence

_FAILED = 1
_MOST_SHOWN = 100

KeyOption = Annotated[
    str, typer.Option("--key", help=text(_("The log's public key, or a file with it: from elsewhere than the log.")))
]
WitnessKeys = Annotated[
    list[str] | None,
    typer.Option("--witness-key", help=text(_("Public key of a witness whose signature counts. May be repeated."))),
]
Quorum = Annotated[int, typer.Option("--quorum", help=text(_("How many of these witnesses must have signed.")), min=0)]


def key_of(given: str, algorithm: Algorithm = Algorithm.ED25519) -> VerifierKey:
    """A public key given as text or as a file that holds it."""
    path = Path(given)
    return parse_key(path.read_text(encoding="utf-8") if path.is_file() else given, algorithm)


def show_faults(faults: Sequence[Fault], count: int) -> None:
    """Faults in the order in which they were found, on stdout."""
    for fault in faults[:_MOST_SHOWN]:
        result(f"{fault.code}: {fault_sentence(fault, translate())}")
    if count > _MOST_SHOWN:
        say(_("... and %(count)s more."), count=count - _MOST_SHOWN)


def verify(
    folder: HomeArgument = None,
    home: HomeOption = None,
    export: Annotated[
        Path | None, typer.Option("--export", help=text(_("Check an exported folder of tiles instead.")))
    ] = None,
    key: KeyOption = "",
    against: Annotated[
        list[Path] | None,
        typer.Option(
            "--against", help=text(_("A checkpoint kept elsewhere that the log must begin with. May be repeated."))
        ),
    ] = None,
    log_only: Annotated[
        bool,
        typer.Option("--log-only", help=text(_("Only the log; not the states, personal texts and answers beside it."))),
    ] = False,
    witness_key: WitnessKeys = None,
    quorum: Quorum = 0,
    as_json: Annotated[
        bool, typer.Option("--json", help=text(_("Print JSON on stdout, and nothing else there.")))
    ] = False,
) -> None:
    """Check a ledger or a folder."""
    witnesses = tuple(key_of(one, Algorithm.COSIGNATURE) for one in witness_key or ())
    if export is not None:
        if not key:
            raise RequestError("ledger.no_key", _("Say whose log it should be: --key KEY."))
        trust = Trust(key_of(key), witnesses, quorum)
        found = _check_folder(export, trust, _held(against, trust))
    else:
        if (witnesses or quorum) and not against:
            message = _("Witnesses sign checkpoints: name one that was kept with --against, or a folder with --export.")
            raise RequestError("ledger.witnessed_what", message)
        home = folder_of(one_home(folder, home))
        found = _check_home(home, key, against, witnesses, quorum, log_only=log_only)
    if as_json:
        result_json(_record(found))
    else:
        show_faults(found.faults, found.faulty)
        _summary(found, log_only=log_only or export is not None)
    if found.faulty:
        sys.exit(_FAILED)


def _check_home(
    home: Path,
    key: str,
    against: list[Path] | None,
    witnesses: tuple[VerifierKey, ...],
    quorum: int,
    *,
    log_only: bool,
) -> Verification:
    with opened(home, only_read=True) as ledger, progress() as tell:
        trust = Trust(key_of(key) if key else ledger.key.verifier())
        cosigned, broken = cosigned_checkpoints(home, trust)
        size = ledger.store.end().size

        def told(done: int, what: str) -> None:
            if tell is not None:
                tell(done, size if what == "log" else None, what)

        held = (*_held(against, Trust(trust.log, witnesses, quorum)), *cosigned)
        check = LedgerCheck(ledger, trust, held, replay=not log_only, tell=told)
        check.result.add([fault for _path, fault in broken])
        return check.run()


def _check_folder(folder: Path, trust: Trust, held: tuple[Checkpoint, ...]) -> Verification:
    found = Verification()
    with progress() as tell:
        told: Callable[[int], None] = (lambda done: tell(done, None, "log")) if tell else (lambda _done: None)
        check = FolderCheck(TileFolder(folder), trust, held, told)
        found.add(check.run())
    found.entries, found.checkpoints = check.size, 1 if check.newest else 0
    found.streams = len(check.records.versions)
    return found


def _held(paths: list[Path] | None, trust: Trust) -> tuple[Checkpoint, ...]:
    found = []
    for path in paths or ():
        opened_note = open_checkpoint(path.read_bytes(), trust)
        if isinstance(opened_note, Fault):
            message = _("%(file)s is no checkpoint of this log: %(why)s")
            why = fault_sentence(opened_note, translate())
            raise RequestError("ledger.no_checkpoint", message, file=str(path), why=why)
        found.append(opened_note.checkpoint)
    return tuple(found)


def _record(found: Verification) -> dict[str, object]:
    counts = ("entries", "checkpoints", "streams", "pending", "sealed", "erased", "answers", "faulty")
    faults = [{"code": fault.code, "line": fault.line, **fault.fields} for fault in found.faults]
    return {**{name: getattr(found, name) for name in counts}, "faults": faults}


def _summary(found: Verification, *, log_only: bool) -> None:
    line = _("Entries: %(entries)s; checkpoints met: %(checkpoints)s; streams: %(streams)s; waiting: %(pending)s.")
    result(
        text(line, entries=found.entries, checkpoints=found.checkpoints, streams=found.streams, pending=found.pending)
    )
    if not log_only:
        line = _("Personal fields: %(sealed)s open and fit, %(erased)s erased. Answers to keys: %(answers)s.")
        result(text(line, sealed=found.sealed, erased=found.erased, answers=found.answers))
    if found.faulty:
        say(_("Faults: %(count)s. The first stands above at the top."), count=found.faulty)
    else:
        say(_("No fault was found."))


def prove(
    stream: Annotated[str, typer.Argument(metavar="[STREAM]", help=ended(_("Id of a matter")))] = "",
    version: Annotated[int, typer.Argument(metavar="[VERSION]", help=text(_("Which of its events, from 1.")))] = 0,
    home: HomeOption = None,
    position: Annotated[int, typer.Option("--position", "-n", help=text(_("Place in the log, from 0.")))] = -1,
    out: Annotated[Path, typer.Option("--out", "-o", help=text(_("Folder for the two files.")))] = Path(),
    witnessed: Annotated[
        bool, typer.Option("--witnessed", help=text(_("Under the newest checkpoint that witnesses signed too.")))
    ] = False,
    check: Annotated[
        Path | None, typer.Option("--check", help=text(_("Check this proof file; needs no ledger, only --key.")))
    ] = None,
    entry: Annotated[Path | None, typer.Option("--entry", help=text(_("The entry that it should prove.")))] = None,
    acknowledgement: Annotated[
        Path | None, typer.Option("--acknowledgement", help=text(_("An acknowledgement: is what it names in the log?")))
    ] = None,
    key: KeyOption = "",
    witness_key: WitnessKeys = None,
    quorum: Quorum = 0,
) -> None:
    """Prove, or check a proof."""
    if check is not None:
        if not key or (entry is None) == (acknowledgement is None):
            message = _("To check a proof give --key and either --entry or --acknowledgement.")
            raise RequestError("ledger.check_needs", message)
        witnesses = tuple(key_of(one, Algorithm.COSIGNATURE) for one in witness_key or ())
        _check(check, entry, acknowledgement, Trust(key_of(key), witnesses, quorum))
        return
    folder = folder_of(home)
    with opened(home, only_read=True) as ledger:
        if acknowledgement is not None:
            _check_acknowledgement(ledger, acknowledgement, key)
        elif position >= 0 or (stream and version > 0):
            _write(ledger, stream, version, position, out, newest_cosigned(folder) if witnessed else None)
        else:
            raise RequestError("ledger.prove_what", _("Say what to prove: STREAM VERSION, or --position N."))


def _write(ledger: Ledger, stream: str, version: int, position: int, out: Path, cosigned: bytes | None) -> None:
    event = event_at(ledger.store, position) if position >= 0 else find_event(ledger.store, stream, version)
    proven = prove_event(ledger, event, cosigned)
    proof, body = out / f"record-{event.position}{FILE_ENDING}", out / f"record-{event.position}.json"
    replace_file(body, event.body)
    replace_file(proof, proven.proof.encoded())
    result(f"{proof}")
    result(f"{body}")
    say(
        _("Check it anywhere with: buckstop ledger prove --check %(proof)s --entry %(entry)s --key KEY"),
        proof=str(proof),
        entry=str(body),
    )


def _check(proof: Path, entry: Path | None, acknowledgement: Path | None, trust: Trust) -> None:
    if entry is not None:
        outcome: Recorded | Fault = check_proof(proof.read_bytes(), entry.read_bytes(), trust)
    else:
        assert acknowledgement is not None, "prove looks"
        word = read_acknowledgement(acknowledgement.read_bytes(), trust.log)
        outcome = word if isinstance(word, Fault) else check_word(proof.read_bytes(), word, trust)
    if isinstance(outcome, Fault):
        _fail(outcome)
    signed = outcome.opened
    line = _("It holds: position %(position)s of %(log)s, under a checkpoint over %(size)s entries.")
    result(text(line, position=outcome.index, log=signed.checkpoint.origin, size=signed.checkpoint.size))
    _tell_witnesses(signed)


def _tell_witnesses(signed: OpenedCheckpoint) -> None:
    for one in signed.witnessed:
        stamp = one.signed_at.isoformat() if one.signed_at else ""
        result(text(_("Signed by the witness %(name)s at %(instant)s."), name=one.key.name, instant=stamp))


def _check_acknowledgement(ledger: Ledger, path: Path, key: str) -> None:
    word = read_acknowledgement(path.read_bytes(), key_of(key) if key else ledger.key.verifier())
    found = word if isinstance(word, Fault) else kept(ledger.store, word)
    if isinstance(found, Fault):
        _fail(found)
    assert isinstance(word, Word), "else it had failed"
    for one in found:
        about: dict[str, str | float] = {"stream": word.stream, "version": one.version}
        if one.position is None:
            result(text(_("%(stream)s, version %(version)s: kept, waits for its place."), **about))
        else:
            line = _("%(stream)s, version %(version)s: kept, at position %(position)s.")
            result(text(line, **about, position=one.position))


def _fail(fault: Fault) -> NoReturn:
    result(f"{fault.code}: {fault_sentence(fault, translate())}")
    sys.exit(_FAILED)
