"""Witnesses of a ledger: who they are, asking them to sign, keeping what they signed.

A home's file `witnesses.txt` holds one witness a line, its key and its address. What they signed lies in `cosigned/`,
one checkpoint per file, named by its size: proofs under such a checkpoint convince whoever trusts the witnesses.
"""

from dataclasses import dataclass
from pathlib import Path

from buckstop.app.ledger import Ledger
from buckstop.app.requests import RequestError
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.checkpoint import Checkpoint, OpenedCheckpoint, Trust, open_checkpoint
from buckstop.ledger.durable_file import replace_file
from buckstop.ledger.faults import Fault
from buckstop.ledger.note import Algorithm, Signature, VerifierKey, parse_note, parse_verifier_key
from buckstop.ledger.verify import store_hashes
from buckstop.ledger.witness import Refused
from buckstop.ledger.witness_http import WitnessUnreachableError, request_cosignature

WITNESSES = "witnesses.txt"
COSIGNED = "cosigned"


@dataclass(frozen=True, slots=True)
class KnownWitness:
    """A witness this ledger asks: its key and the address of its submission page."""

    key: VerifierKey
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a witness answered.

    Args:
        trouble: None where it signed; its no, what is wrong with its answer, or that it did not answer.
    """

    witness: KnownWitness
    trouble: Refused | Fault | WitnessUnreachableError | None


def parse_key(text: str, algorithm: Algorithm = Algorithm.ED25519) -> VerifierKey:
    """A public key given by a person.

    Raises:
        RequestError: it is no key, or one of the other kind.
    """
    key = parse_verifier_key(text.strip())
    if isinstance(key, Fault):
        message = _("This is no public key (%(why)s): %(text)s. It looks like: name+12345678+base64.")
        raise RequestError("ledger.key", message, why=str(key.code), text=text[:100])
    if key.algorithm is not algorithm:
        if algorithm is Algorithm.COSIGNATURE:
            message = _("%(name)s is the key of a log; here the key of a witness is needed.")
        else:
            message = _("%(name)s is the key of a witness; here the key of a log is needed.")
        raise RequestError("ledger.key_kind", message, name=key.name)
    return key


def add_witness(home: Path, key: VerifierKey, url: str) -> None:
    """Let a ledger ask this witness from now on; a new address for a known key replaces the old one."""
    kept = [one for one in read_witnesses(home) if one.key != key]
    lines = [f"{one.key} {one.url}\n" for one in (*kept, KnownWitness(key, url))]
    replace_file(home / WITNESSES, "".join(lines).encode())


def read_witnesses(home: Path) -> tuple[KnownWitness, ...]:
    """The witnesses a ledger asks.

    Raises:
        RequestError: a line of the file cannot be read.
    """
    path = home / WITNESSES
    if not path.is_file():
        return ()
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text, _blank, url = line.strip().partition(" ")
        if text:
            found.append(KnownWitness(parse_key(text, Algorithm.COSIGNATURE), url.strip()))
    return tuple(found)


def ask_witnesses(ledger: Ledger, home: Path) -> tuple[Asked, ...]:
    """Ask every witness to sign the newest checkpoint, and keep what they signed."""
    end = ledger.store.end()
    note = parse_note(end.checkpoint) if end.size else None
    if note is None or isinstance(note, Fault):
        return ()
    read = store_hashes(ledger.store)
    known_size = max((size for size, _path in _files(home)), default=0)
    results, signatures = [], list[Signature]()
    for witness in read_witnesses(home):
        trouble: Refused | Fault | WitnessUnreachableError | None = None
        try:
            answer = request_cosignature(witness.url, end.checkpoint, known_size, read, witness.key)
        except WitnessUnreachableError as error:
            trouble = error
        else:
            if isinstance(answer, Signature):
                signatures.append(answer)
            else:
                trouble = answer
        results.append(Asked(witness, trouble))
    if signatures:
        path = home / COSIGNED / str(end.size)
        before = parse_note(path.read_bytes()) if path.is_file() else note
        replace_file(path, (note if isinstance(before, Fault) else before).joined(signatures).encoded())
    return tuple(results)


def newest_cosigned(home: Path) -> bytes | None:
    """The newest checkpoint that a witness signed, None where none did."""
    files = _files(home)
    return files[-1][1].read_bytes() if files else None


def cosigned_checkpoints(home: Path, trust: Trust) -> tuple[tuple[Checkpoint, ...], tuple[tuple[Path, Fault], ...]]:
    """Every checkpoint kept with witnesses' signatures that hold, and the files that hold none.

    Args:
        trust: the log's key; the witnesses are those the home names.
    """
    keys = tuple(one.key for one in read_witnesses(home))
    believed, broken = [], []
    for _size, path in _files(home):
        opened = open_checkpoint(path.read_bytes(), Trust(trust.log, keys, min(1, len(keys))))
        if isinstance(opened, OpenedCheckpoint):
            believed.append(opened.checkpoint)
        else:
            broken.append((path, opened))
    return tuple(believed), tuple(broken)


def _files(home: Path) -> list[tuple[int, Path]]:
    folder = home / COSIGNED
    found = [path for path in folder.iterdir() if path.name.isdecimal()] if folder.is_dir() else []
    return sorted((int(path.name), path) for path in found)
