"""Our notes and proofs before a judge we did not write: Go's sumdb packages accept what is true and refuse what is forged.

`tools/sumdb/main.go` only reads files and calls golang.org/x/mod/sumdb/note and tlog, the code that guards Go's own
module downloads. On Debian: `apt-get install golang-go golang-golang-x-mod-dev`.
"""

import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest

from buckstop.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from buckstop.ledger.faults import Fault
from buckstop.ledger.note import (
    Algorithm,
    Signed,
    SigningKey,
    check_signatures,
    encode_base64,
    new_key,
    sign_note,
)
from buckstop.ledger.proof import ProofOfRecord, Recorded, parse_proof, verify_record
from buckstop.ledger.tree import consistency_proof, leaf_hash, verify_consistency
from tests.ledger.made_log import (
    ARCHIVE,
    AUDIT_OFFICE,
    LOG_KEY,
    SEEN_AT,
    TRUST,
    UNION,
    WITNESSED,
    MadeLog,
    events,
    flipped,
    note_of,
)

pytestmark = pytest.mark.outside

PROGRAM = Path(__file__).resolve().parents[2] / "tools" / "sumdb"
DEBIAN_SOURCES = Path("/usr/share/gocode")
LOG = events(1300)
FORK = MadeLog([*LOG.entries[:5], b"another past", *LOG.entries[6:]])
LOG_VKEY = str(LOG_KEY.verifier())
SIZES = (*range(1, 70), 255, 256, 257, 511, 512, 513, 1000, 1300)
PAIRS = (*((old, new) for new in range(1, 34) for old in range(1, new + 1)), (1, 1300), (255, 256), (256, 1000))

Cases = Callable[[Sequence[Sequence[str]]], list[str]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    """A function that has Go answer many questions at once: "accepted", or "refused: why"."""
    reason = _why_not()
    if reason:
        assert os.environ.get("BUCKSTOP_REQUIRE_GO") != "1", reason
        pytest.skip(reason)
    program = tmp_path_factory.mktemp("go") / "sumdb"
    sources = os.environ | {"GO111MODULE": "off", "GOPATH": str(DEBIAN_SOURCES), "GOFLAGS": ""}
    subprocess.run(["go", "build", "-o", str(program), "."], cwd=PROGRAM, env=sources, check=True)

    def answers(questions: Sequence[Sequence[str]]) -> list[str]:
        asked = "".join("\t".join(question) + "\n" for question in questions)
        done = subprocess.run([program, "batch"], input=asked.encode(), capture_output=True, check=True)
        said = done.stdout.decode().splitlines()
        assert len(said) == len(questions)
        return said

    return answers


def _why_not() -> str:
    if shutil.which("go") is None:
        return "no Go here (install golang-go)"
    if not (DEBIAN_SOURCES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        return "no golang.org/x/mod here (install golang-golang-x-mod-dev)"
    return ""


@dataclass(slots=True)
class Desk:
    """Files for Go in one folder; every question gets its own names."""

    folder: Path
    questions: list[list[str]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def file(self, data: bytes) -> str:
        path = self.folder / str(next(self.numbers))
        path.write_bytes(data)
        return str(path)

    def record(self, proof: bytes, entry: bytes, *witnesses: SigningKey) -> None:
        keys = [str(key.verifier()) for key in witnesses]
        self.questions.append(["record", LOG_VKEY, self.file(proof), self.file(entry), *keys])

    def consistency(self, before: bytes, after: bytes, proof: Sequence[bytes]) -> None:
        hashes = "".join(encode_base64(part) + "\n" for part in proof).encode()
        self.questions.append(["consistency", LOG_VKEY, self.file(before), self.file(after), self.file(hashes)])

    def checkpoint(self, raw: bytes, *witnesses: SigningKey) -> None:
        self.questions.append(["checkpoint", LOG_VKEY, self.file(raw), *(str(key.verifier()) for key in witnesses)])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def refused(answers: Sequence[str]) -> bool:
    return all(answer.startswith("refused: ") for answer in answers)


def test_go_reads_our_checkpoints_of_every_size(ask: Cases, desk: Desk) -> None:
    for size in SIZES:
        desk.checkpoint(LOG.checkpoint(size))
    assert ask(desk.questions) == [f"accepted {size}" for size in SIZES]


def test_go_accepts_our_proofs_of_record_and_for_no_other_entry(ask: Cases, desk: Desk) -> None:
    cases = [(size, index) for size in SIZES for index in {0, size // 2, size // 3, size - 1}]
    for size, index in cases:
        desk.record(LOG.proof(index, size), LOG.entries[index])
    assert set(ask(desk.questions)) == {"accepted"}
    desk.questions.clear()
    for size, index in cases:
        desk.record(LOG.proof(index, size), LOG.entries[index] + b" ")
    assert refused(ask(desk.questions))
    assert len(cases) > 250


def test_go_accepts_our_consistency_proofs(ask: Cases, desk: Desk) -> None:
    for old_size, size in PAIRS:
        proof = consistency_proof(old_size, size, LOG.read)
        desk.consistency(LOG.checkpoint(old_size), LOG.checkpoint(size), proof)
    assert set(ask(desk.questions)) == {"accepted"}


def test_altered_proofs_of_record_are_refused_by_go_and_by_us(ask: Cases, desk: Desk) -> None:
    for size, index in ((1, 0), (2, 1), (7, 6), (21, 13), (64, 40), (257, 256), (1300, 1023)):
        entry, leaf = LOG.entries[index], LOG.leaves[index]
        proof = parse_proof(LOG.proof(index, size))
        assert isinstance(proof, ProofOfRecord)
        forged = [replace(proof, index=index + 1), replace(proof, hashes=(*proof.hashes, leaf))]
        forged += [replace(proof, hashes=proof.hashes[:-1])] if proof.hashes else []
        forged += [
            replace(proof, hashes=(*proof.hashes[:place], flipped(part, 9), *proof.hashes[place + 1 :]))
            for place, part in enumerate(proof.hashes)
        ]
        forged += [replace(proof, checkpoint=altered) for altered in _altered_checkpoints(proof.checkpoint)]
        forged += [replace(proof, checkpoint=FORK.checkpoint(size))] if size > 5 else []
        for one in forged:
            assert isinstance(verify_record(one.encoded(), leaf, TRUST), Fault)
            desk.record(one.encoded(), entry)
        altered_entry = flipped(entry, 0)
        assert isinstance(verify_record(proof.encoded(), leaf_hash(altered_entry), TRUST), Fault)
        desk.record(proof.encoded(), altered_entry)
    assert refused(ask(desk.questions))
    assert len(desk.questions) > 80


def test_altered_and_backward_consistency_proofs_are_refused_by_go_and_by_us(ask: Cases, desk: Desk) -> None:
    for old_size, size in ((1, 2), (3, 7), (6, 8), (8, 13), (21, 64), (256, 1300)):
        proof = consistency_proof(old_size, size, LOG.read)
        forged = [(*proof, LOG.leaves[0]), proof[:-1], *_altered_parts(proof)]
        for parts in forged:
            assert not verify_consistency(old_size, LOG.root(old_size), size, LOG.root(size), parts)
            desk.consistency(LOG.checkpoint(old_size), LOG.checkpoint(size), parts)
        desk.consistency(LOG.checkpoint(size), LOG.checkpoint(old_size), proof)
    assert refused(ask(desk.questions))


def test_a_fork_is_consistent_with_what_came_before_it_and_with_nothing_after(ask: Cases, desk: Desk) -> None:
    desk.consistency(LOG.checkpoint(5), FORK.checkpoint(13), consistency_proof(5, 13, FORK.read))
    assert ask(desk.questions) == ["accepted"]
    desk.questions.clear()
    for old_size, size in ((6, 8), (8, 13), (21, 64), (256, 1300)):
        for proof in (consistency_proof(old_size, size, log.read) for log in (LOG, FORK)):
            assert not verify_consistency(old_size, LOG.root(old_size), size, FORK.root(size), proof)
            desk.consistency(LOG.checkpoint(old_size), FORK.checkpoint(size), proof)
    assert refused(ask(desk.questions))


def test_forged_checkpoints_are_refused_by_go_and_by_us(ask: Cases, desk: Desk) -> None:
    impostor = SigningKey(LOG_KEY.name, Algorithm.ED25519, bytes(32))
    elsewhere = Checkpoint("ledger.example/elsewhere", 20, LOG.root(20))
    forged = [
        *_altered_checkpoints(LOG.checkpoint(20)),
        sign_checkpoint(Checkpoint(LOG_KEY.name, 20, LOG.root(20)), impostor),
        sign_checkpoint(elsewhere, LOG_KEY),
        LOG.checkpoint(20).partition(b"\n\n")[0] + b"\n",
    ]
    for raw in forged:
        assert isinstance(open_checkpoint(raw, TRUST), Fault)
        desk.checkpoint(raw)
    assert refused(ask(desk.questions))


def test_go_sees_who_witnessed_and_who_did_not(ask: Cases, desk: Desk) -> None:
    proof = LOG.proof(13, 21, AUDIT_OFFICE, ARCHIVE)
    assert isinstance(verify_record(proof, LOG.leaves[13], WITNESSED), Recorded)
    desk.record(proof, LOG.entries[13], AUDIT_OFFICE, ARCHIVE)
    desk.record(proof, LOG.entries[13], AUDIT_OFFICE, UNION)
    note = note_of(LOG.checkpoint(21, AUDIT_OFFICE))
    later = replace(note.signatures[1], raw=flipped(note.signatures[1].raw, 7))
    desk.checkpoint(replace(note, signatures=(note.signatures[0], later)).encoded(), AUDIT_OFFICE)
    accepted, unsigned, moved = ask(desk.questions)
    assert accepted == "accepted"
    assert refused([unsigned, moved])


@pytest.mark.parametrize("name", ["ledger.example/清河县", "a", "x/y-z_0"])
def test_a_key_of_ours_signs_in_go_what_it_signs_here(ask: Cases, desk: Desk, name: str) -> None:
    key = new_key(name)
    assert isinstance(key, SigningKey)
    text = f"{name}\n1\n\n{SEEN_AT.isoformat()}\n"
    said, *_ = ask([["sign", key.secret_text(), desk.file(text.encode())]])
    assert b64decode(said) == sign_note(text, key).encoded()
    assert check_signatures(note_of(b64decode(said)), [key.verifier()]) == (Signed(key.verifier()),)


def _altered_checkpoints(raw: bytes) -> list[bytes]:
    """The checkpoint with one thing about it untrue: size, root, signed bytes; or the signature of another text."""
    note = note_of(raw)
    origin, size, root, _ = note.text.split("\n")
    other_root = encode_base64(flipped(b64decode(root), 0))
    texts = [f"{origin}\n{int(size) + 1}\n{root}\n", f"{origin}\n{size}\n{other_root}\n", note.text + "more\n"]
    signature = note.signatures[0]
    broken = [replace(signature, raw=flipped(signature.raw, place)) for place in (0, 31, 32, 63)]
    return [replace(note, text=text).encoded() for text in texts] + [
        replace(note, signatures=(one,)).encoded() for one in broken
    ]


def _altered_parts(proof: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    return [(*proof[:place], flipped(part, 31), *proof[place + 1 :]) for place, part in enumerate(proof)]
