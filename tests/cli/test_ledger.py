"""`buckstop ledger ...` from an empty folder to a stranger who checks it, with what each command says and how it ends."""

import io
import json
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from buckstop.app.answers import Accepted, Personal, Submission
from buckstop.app.bootstrap import HomeConfig, create_ledger, open_ledger
from buckstop.app.clock import SystemClock
from buckstop.app.founding import Plan, UnitRow, found, read_units
from buckstop.app.handle import handle
from buckstop.app.timers import tick
from buckstop.cli.main import FAILED, USAGE
from buckstop.cli.writing import REFUSED
from buckstop.domain.ids import PersonId, Sealed, SubjectId, UnitId
from buckstop.domain.organisation_commands import RegisterPerson
from buckstop.ledger.note import parse_signing_key, parse_verifier_key
from buckstop.ledger.witness import Witness
from buckstop.ledger.witness_http import WitnessServer
from tests.cli.commands import Command

TABLE = """unit,name,kind,superior,leader
qingshui,清水县,root,,县长
water,县水务局,department,qingshui,局长
office,督查室,office,qingshui,主任
"""
CREATE = (
    "--origin",
    "ledger.example/q",
    "--units",
    "units.csv",
    "--outside-arbiter",
    "city=清河市",
    "--office",
    "office",
)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded ledger with one person, everything numbered."""
    folder = tmp_path_factory.mktemp("original")
    (folder / "units.csv").write_text(TABLE, "utf-8")
    ledger = create_ledger(folder / "home", HomeConfig("ledger.example/q"))
    units = tuple(one for one in read_units(folder / "units.csv") if isinstance(one, UnitRow))
    assert isinstance(found(ledger, Plan(units, UnitId("city"), "清河市", UnitId("office"))), Accepted)
    ledger.store.close()
    with_person(folder / "home")
    return folder


@pytest.fixture
def home(original: Path, tmp_path: Path) -> Path:
    """A copy of the ledger, and its public key in a file beside it."""
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    shutil.copy(tmp_path / "home/keys/log.pub", tmp_path / "key")
    return tmp_path / "home"


def with_person(home: Path, person: str = "p-1", *, numbered: bool = True) -> bytes:
    """Register a person whose name is sealed; the acknowledgement."""
    ledger = open_ledger(home)
    subject = SubjectId(f"s-{person}")
    command = RegisterPerson(PersonId(person), Sealed(subject, "name", ""))
    outcome = handle(ledger, Submission(person, None, command, personal=(Personal(subject, "name", "张三"),)))
    if numbered:
        tick(ledger)
    ledger.store.close()
    assert isinstance(outcome, Accepted)
    assert outcome.acknowledgement is not None
    return outcome.acknowledgement.note


def test_a_ledger_is_made_and_its_public_key_is_the_only_result(buckstop: Command, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(TABLE, "utf-8")
    said = buckstop("ledger", "create", "home", *CREATE)
    assert said.out == (tmp_path / "home/keys/log.pub").read_text()
    assert "Units founded: 3" in said.err
    for name in ("log.key", "secret.key"):
        assert (tmp_path / "home/keys" / name).stat().st_mode & 0o077 == 0
        assert (tmp_path / "home/keys" / name).read_text().strip() not in said.out + said.err
    assert buckstop("ledger", "create", "home", *CREATE).code == USAGE


@pytest.mark.parametrize(
    ("table", "more", "said"),
    [
        (TABLE.replace("qingshui,主任", "nowhere,主任"), (), "row 4, column superior"),
        ("unit\n", (), "lacks columns: name, kind, superior"),
        (TABLE, ("--outside-arbiter", ""), "--outside-arbiter ID=NAME"),
        (TABLE, ("--outside-arbiter", "water"), "is a unit of the table"),
        (TABLE, ("--office", "nowhere"), "is no unit of the table"),
        (TABLE, ("--root", "water"), "The root of the table is qingshui"),
    ],
)
def test_what_cannot_be_founded_leaves_no_ledger(
    buckstop: Command, tmp_path: Path, table: str, more: tuple[str, ...], said: str
) -> None:
    (tmp_path / "units.csv").write_text(table, "utf-8")
    outcome = buckstop("ledger", "create", "home", *CREATE, *more)
    assert outcome.code == USAGE
    assert said in outcome.err
    assert not (tmp_path / "home").exists()


def test_a_ledger_without_units_is_empty_and_sound(buckstop: Command) -> None:
    assert buckstop("ledger", "create", "bare", "--origin", "ledger.example/bare").code == 0
    assert buckstop("ledger", "verify", "bare").code == 0
    assert buckstop("ledger", "status", "--home", "bare").code == 0
    assert buckstop("ledger", "export", "tiles", "--home", "bare").code == USAGE
    assert buckstop("ledger", "checkpoint", "--home", "bare").code == USAGE


def test_no_ledger_named_is_said_so(buckstop: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BUCKSTOP_LEDGER", raising=False)
    said = buckstop("ledger", "status")
    assert said.code == USAGE
    assert "BUCKSTOP_LEDGER" in said.err


@pytest.mark.parametrize("words", ["status", "verify", "checkpoint", "rebuild --check", "witness ask"])
def test_a_ledger_is_named_in_any_of_three_ways(
    buckstop: Command, home: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.delenv("BUCKSTOP_LEDGER", raising=False)
    command = ("ledger", *words.split())
    assert "BUCKSTOP_LEDGER" in buckstop(*command).err
    said = {buckstop(*command, *named).err for named in ((home,), ("--home", home), (home, "--home", home))}
    monkeypatch.setenv("BUCKSTOP_LEDGER", str(home))
    said.add(buckstop(*command).err)
    assert len(said) == 1
    two = buckstop(*command, home, "--home", "other")
    assert (two.code, "Two ledgers are named" in two.err) == (USAGE, True)


def test_the_status_counts_what_is_there(buckstop: Command, home: Path) -> None:
    with_person(home, "p-2", numbered=False)
    lines = dict(line.split(": ", 1) for line in buckstop("ledger", "status", "--home", home).out.splitlines())
    assert lines["Entries"] == str(open_ledger(home).store.end().size)
    assert lines["Events that wait for their place"] == "1"
    assert lines["Public key"] == (home / "keys/log.pub").read_text().strip()


def test_a_sound_ledger_verifies_and_a_touched_one_is_named(buckstop: Command, home: Path) -> None:
    said = buckstop("ledger", "verify", home, "--key", "key")
    assert (said.code, "No fault was found." in said.err) == (0, True)
    with sqlite3.connect(home / "ledger.db") as connection:
        connection.execute("DROP TRIGGER event_updated")
        connection.execute("UPDATE event SET body = CAST(body || ' ' AS BLOB) WHERE log_position = 2")
    for language, words in (("en", "the entry was altered"), ("zh_Hans", "record.altered")):
        said = buckstop("ledger", "verify", home, language=language)
        assert said.code == FAILED
        assert said.out.startswith("record.altered: ")
        assert words in said.out
    record = json.loads(buckstop("ledger", "verify", home, "--json").out)
    assert record["faulty"] == len(record["faults"])
    assert record["faults"][0] == {
        "code": "record.altered",
        "line": 0,
        "position": 2,
        "stream": "organisation",
        "version": 3,
    }


def test_a_proof_is_checked_without_a_ledger(buckstop: Command, home: Path) -> None:
    made = buckstop("ledger", "prove", "organisation", "2", "--home", home, "--out", "mail")
    assert made.out.split() == ["mail/record-1.tlog-proof", "mail/record-1.json"]
    assert json.loads(Path("mail/record-1.json").read_bytes())["version"] == 2
    other = buckstop("ledger", "prove", "--position", "3", "--home", home).out.split()
    home.rename(home.with_name("gone"))
    good = buckstop(
        "ledger", "prove", "--check", "mail/record-1.tlog-proof", "--entry", "mail/record-1.json", "--key", "key"
    )
    assert (good.code, "position 1 of ledger.example/q" in good.out) == (0, True)
    wrong = buckstop("ledger", "prove", "--check", "mail/record-1.tlog-proof", "--entry", other[1], "--key", "key")
    assert (wrong.code, wrong.out.startswith("proof.wrong: ")) == (FAILED, True)


@pytest.mark.parametrize(
    "words",
    [
        ("--check", "x"),
        ("--check", "x", "--key", "key"),
        ("--check", "x", "--key", "key", "--entry", "y", "--acknowledgement", "z"),
        (),
        ("organisation", "99"),
        ("--position", "99"),
    ],
)
def test_a_question_that_asks_nothing_is_a_wrong_call(buckstop: Command, home: Path, words: tuple[str, ...]) -> None:
    assert buckstop("ledger", "prove", *words, "--home", home).code == USAGE


def test_an_acknowledgement_is_held_against_the_log_and_a_proof(buckstop: Command, home: Path, tmp_path: Path) -> None:
    (tmp_path / "word").write_bytes(with_person(home, "p-2", numbered=False))
    waiting = buckstop("ledger", "prove", "--acknowledgement", "word", "--home", home)
    assert (waiting.code, "waits for its place" in waiting.out) == (0, True)
    with_person(home, "p-3")
    kept = buckstop("ledger", "prove", "--acknowledgement", "word", "--home", home).out
    position = kept.rpartition("position ")[2].rstrip(".\n")
    buckstop("ledger", "prove", "--position", position, "--home", home)
    check = ("ledger", "prove", "--check", f"record-{position}.tlog-proof", "--acknowledgement", "word", "--key", "key")
    assert buckstop(*check).code == 0
    (tmp_path / "word").write_bytes((tmp_path / "word").read_bytes().replace(b"organisation", b"m-1"))
    assert buckstop(*check).code == FAILED
    assert buckstop("ledger", "prove", "--acknowledgement", "word", "--home", home).code == FAILED


def test_the_log_is_handed_out_and_checked_by_a_stranger(buckstop: Command, home: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text(buckstop("ledger", "checkpoint", "--home", home).out, "utf-8")
    with_person(home, "p-2")
    assert buckstop("ledger", "export", "tiles", "--home", home).code == 0
    good = buckstop("ledger", "verify", "--export", "tiles", "--key", "key", "--against", "kept")
    assert (good.code, "streams: 1" in good.out) == (0, True)
    assert buckstop("ledger", "verify", "--export", "tiles").code == USAGE
    assert buckstop("ledger", "verify", "--export", "tiles", "--key", "key", "--against", "units.csv").code == USAGE
    bundle = next((tmp_path / "tiles/tile/entries").rglob("*.p/*"))
    bundle.write_bytes(bundle.read_bytes()[:-1])
    bad = buckstop("ledger", "verify", "--export", "tiles", "--key", "key")
    assert (bad.code, str(bundle.relative_to(tmp_path / "tiles")) in bad.out) == (FAILED, True)


def test_an_export_into_another_logs_folder_is_refused(buckstop: Command, home: Path) -> None:
    buckstop("ledger", "create", "second", *CREATE)
    with_person(Path("second"))
    assert buckstop("ledger", "export", "tiles", "--home", "second").code == 0
    said = buckstop("ledger", "export", "tiles", "--home", home)
    assert (said.code, "left as it was" in said.err) == (FAILED, True)


def test_states_are_compared_and_rebuilt(buckstop: Command, home: Path) -> None:
    assert buckstop("ledger", "rebuild", "--check", "--home", home).code == 0
    with sqlite3.connect(home / "ledger.db") as connection:
        connection.execute("UPDATE stream SET phase = 'x'")
    different = buckstop("ledger", "rebuild", "--check", "--home", home)
    assert (different.code, "lookup.phase" in different.out) == (FAILED, True)
    mended = buckstop("ledger", "rebuild", "--home", home)
    assert (mended.code, "written anew: 1" in mended.out) == (0, True)
    assert buckstop("ledger", "rebuild", "--check", "--home", home).code == 0


def test_a_person_is_erased_only_with_a_reason_a_yes_and_no_hold(
    buckstop: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase = ("ledger", "erase", "s-p-1", "--home", home, "--reason", "request 4")
    assert buckstop("ledger", "erase", "s-p-1", "--home", home, "--yes").code == REFUSED
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    asked = buckstop(*erase)
    assert (asked.code, "Nothing was erased" in asked.err) == (REFUSED, True)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    asked = buckstop(*erase)
    assert (asked.code, "Nothing was erased" in asked.err) == (REFUSED, True)
    assert buckstop(*erase, "--hold", "--lift-hold").code == USAGE
    assert buckstop(*erase, "--hold").code == 0
    held = buckstop(*erase, "--yes")
    assert (held.code, "legal hold" in held.err) == (REFUSED, True)
    assert buckstop(*erase, "--lift-hold").code == 0
    gone = buckstop(*erase, "--yes")
    assert (gone.code, gone.out) == (0, "Fields destroyed: 1\n")
    assert "Backups" in gone.err
    checked = buckstop("ledger", "verify", home)
    assert (checked.code, "1 erased" in checked.out) == (0, True)
    assert "nothing was left" in buckstop(*erase, "--yes").err


def test_a_witness_signs_and_a_proof_under_it_convinces(buckstop: Command, home: Path, tmp_path: Path) -> None:
    buckstop("ledger", "witness", "init", "w1", "--name", "audit.example/w1")
    assert buckstop("ledger", "witness", "init", "w1", "--name", "audit.example/w1").code == USAGE
    assert buckstop("ledger", "witness", "init", "w2", "--name", "a b").code == USAGE
    assert buckstop("ledger", "witness", "serve", "w1").code == USAGE
    assert buckstop("ledger", "witness", "watch", "w3", "key").code == USAGE
    assert buckstop("ledger", "witness", "watch", "w1", (tmp_path / "key").read_text()).code == 0
    assert buckstop("ledger", "witness", "ask", "--home", home).code == USAGE
    secret = parse_signing_key((tmp_path / "w1/witness.key").read_text().strip())
    log = parse_verifier_key((tmp_path / "w1/logs.txt").read_text().strip())
    server = WitnessServer(Witness(secret, [log], tmp_path / "w1/seen", SystemClock().now))  # type: ignore[arg-type,list-item]  # keys just made
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        url, public = f"http://127.0.0.1:{server.server_port}", (tmp_path / "w1/witness.pub").read_text()
        assert buckstop("ledger", "witness", "add", url, public, "--home", home).code == 0
        signed = buckstop("ledger", "witness", "ask", "--home", home)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (signed.code, signed.out) == (0, "audit.example/w1 signed.\n")
    made = buckstop("ledger", "prove", "organisation", "1", "--witnessed", "--home", home).out.split()
    check = ("ledger", "prove", "--check", made[0], "--entry", made[1], "--key", "key", "--quorum", "1")
    good = buckstop(*check, "--witness-key", "w1/witness.pub")
    assert (good.code, "Signed by the witness audit.example/w1" in good.out) == (0, True)
    assert buckstop(*check).code == FAILED
    assert buckstop("ledger", "verify", home).code == 0
    named = ("ledger", "verify", home, "--quorum", "1", "--witness-key", "w1/witness.pub")
    assert buckstop(*named).code == USAGE  # witnesses sign checkpoints; the ledger itself holds none of theirs
    cosigned = next((home / "cosigned").iterdir())
    assert buckstop(*named, "--against", cosigned).code == 0
    (tmp_path / "bare").write_text(buckstop("ledger", "checkpoint", home).out, "utf-8")
    assert "Witnesses that signed: 0" in buckstop(*named, "--against", "bare").err
    silent = buckstop("ledger", "witness", "ask", "--home", home)
    assert (silent.code, "did not sign" in silent.out) == (FAILED, True)
