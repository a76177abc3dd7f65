"""The talk between a log and a witness, over a real socket on this machine."""

import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from buckstop.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import Algorithm, Signature, SigningKey, cosign
from buckstop.ledger.tree import consistency_proof
from buckstop.ledger.witness import Refused, Submission, Witness, WitnessRefusal
from buckstop.ledger.witness_http import WitnessServer, WitnessUnreachableError, request_cosignature, submit
from tests.ledger.made_log import ARCHIVE, AUDIT_OFFICE, LOG_KEY, SEEN_AT, WITNESSED, MadeLog, events, note_of

LOG = events(60)
FORK = MadeLog([*LOG.entries[:5], b"another past", *LOG.entries[6:]])


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def office(folder: Path, key: SigningKey = AUDIT_OFFICE) -> Iterator[str]:
    with running(WitnessServer(Witness(key, [LOG_KEY.verifier()], folder, lambda: SEEN_AT))) as url:
        yield url


def submission(old_size: int, size: int, log: MadeLog = LOG) -> Submission:
    return Submission(old_size, consistency_proof(old_size, size, log.read), log.checkpoint(size))


def posted(url: str, body: bytes, path: str = "/add-checkpoint", **headers: str) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return response.status, response.headers.get("Content-Type", ""), response.read()
    finally:
        connection.close()


def test_two_offices_cosign_and_the_checkpoint_is_believed(tmp_path: Path) -> None:
    note = note_of(LOG.checkpoint(40))
    with office(tmp_path / "a") as audit_url, office(tmp_path / "b", ARCHIVE) as archive_url:
        for url, key in ((audit_url, AUDIT_OFFICE), (archive_url, ARCHIVE)):
            signature = request_cosignature(url, LOG.checkpoint(40), 0, LOG.read, key.verifier())
            assert isinstance(signature, Signature)
            note = note.joined([signature])
    assert not isinstance(open_checkpoint(note.encoded(), WITNESSED), Fault)


def test_every_reason_has_the_status_of_the_standard(tmp_path: Path) -> None:
    stranger = SigningKey("stranger.example", Algorithm.ED25519, bytes(32))
    unknown = Submission(0, (), sign_checkpoint(Checkpoint(stranger.name, 1, LOG.root(1)), stranger))
    unsigned = Submission(0, (), sign_checkpoint(Checkpoint(LOG_KEY.name, 1, LOG.root(1)), stranger))
    with office(tmp_path) as url:
        status, content_type, body = posted(url, submission(0, 20).encoded())
        assert (status, content_type) == (200, "text/plain; charset=utf-8")
        assert body.decode() == cosign(note_of(LOG.checkpoint(20)).text, AUDIT_OFFICE, SEEN_AT).line()
        assert posted(url, submission(0, 30).encoded()) == (409, "text/x.tlog.size", b"20\n")
        assert posted(url, submission(20, 20, FORK).encoded()) == (409, "text/x.tlog.size", b"20\n")
        assert posted(url, submission(20, 30, FORK).encoded())[0] == 422
        assert posted(url, unknown.encoded())[0] == 404
        assert posted(url, unsigned.encoded())[0] == 403
        assert posted(url, replace(submission(0, 10), old_size=20).encoded())[0] == 400
        assert posted(url, b"old x") == (400, "text/plain; charset=utf-8", b"submission.old\n")


def test_what_is_no_request_of_the_protocol_is_turned_away(tmp_path: Path) -> None:
    with office(tmp_path) as url:
        assert posted(url, b"", path="/other")[0] == 404
        assert posted(url, b"x", **{"Content-Length": "many"})[0] == 411
        assert posted(url, b"x", **{"Content-Length": "99999999"})[0] == 413
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
        connection.request("GET", "/add-checkpoint")
        assert connection.getresponse().status == 501
        connection.close()


def test_one_connection_carries_many_requests(tmp_path: Path) -> None:
    with office(tmp_path) as url:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
        for old_size, size in ((0, 10), (0, 20), (10, 20)):
            connection.request("POST", "/add-checkpoint", submission(old_size, size).encoded())
            response = connection.getresponse()
            assert response.status == (409 if (old_size, size) == (0, 20) else 200)
            response.read()
        connection.close()


def test_a_witness_listens_to_its_own_machine_only_unless_told_otherwise(tmp_path: Path) -> None:
    with WitnessServer(Witness(AUDIT_OFFICE, [], tmp_path, lambda: SEEN_AT)) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_a_log_that_forgot_what_the_witness_saw_asks_once_more(tmp_path: Path) -> None:
    with office(tmp_path) as url:
        key = AUDIT_OFFICE.verifier()
        assert isinstance(request_cosignature(url, LOG.checkpoint(20), 0, LOG.read, key), Signature)
        assert isinstance(request_cosignature(url, LOG.checkpoint(40), 0, LOG.read, key), Signature)
        assert isinstance(request_cosignature(url, LOG.checkpoint(40), 60, LOG.read, key), Signature)


def test_a_log_set_back_or_forked_learns_it_from_the_witness(tmp_path: Path) -> None:
    key = AUDIT_OFFICE.verifier()
    with office(tmp_path) as url:
        request_cosignature(url, LOG.checkpoint(40), 0, LOG.read, key)
        set_back = request_cosignature(url, LOG.checkpoint(30), 20, LOG.read, key)
        assert set_back == Refused(WitnessRefusal.OTHER_SIZE, 40)
        assert request_cosignature(url, FORK.checkpoint(40), 0, FORK.read, key) == Refused(WitnessRefusal.FORKED, 40)
        assert request_cosignature(url, FORK.checkpoint(50), 40, FORK.read, key) == Refused(WitnessRefusal.INCONSISTENT)


def test_a_cosignature_of_somebody_else_is_not_taken(tmp_path: Path) -> None:
    with office(tmp_path, ARCHIVE) as url:
        outcome = submit(url, submission(0, 20), AUDIT_OFFICE.verifier())
        assert outcome == Fault(FaultCode.ANSWER_COSIGNATURE)


def test_a_checkpoint_that_is_none_is_not_sent() -> None:
    outcome = request_cosignature("http://127.0.0.1:1", b"no note", 0, LOG.read, AUDIT_OFFICE.verifier())
    assert outcome == Fault(FaultCode.NOTE_NO_SIGNATURES)


def test_a_damaged_memory_answers_500_and_the_log_goes_on(tmp_path: Path) -> None:
    with office(tmp_path) as url:
        submit(url, submission(0, 20), AUDIT_OFFICE.verifier())
        next(tmp_path.glob("*.seen")).write_bytes(b"")
        with pytest.raises(WitnessUnreachableError, match="500"):
            submit(url, submission(20, 30), AUDIT_OFFICE.verifier())


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "file:///etc/passwd", "witness.example", "http://[::1"])
def test_a_witness_that_cannot_be_asked_is_named(url: str) -> None:
    with pytest.raises(WitnessUnreachableError, match=re.escape(url)):
        submit(url, submission(0, 20), AUDIT_OFFICE.verifier(), timeout=2)


def answering(status: int, body: bytes) -> ThreadingHTTPServer:
    """A server that gives one answer whatever it is asked: a witness that lies or a page of somebody else."""

    class Requests(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing: the test says what happened."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Requests)


def test_an_answer_that_proves_nothing_is_a_fault() -> None:
    key = AUDIT_OFFICE.verifier()
    forged = replace(cosign("another text\n", AUDIT_OFFICE, SEEN_AT)).line().encode()
    for body, code in ((b"<html>", FaultCode.NOTE_SIGNATURE_LINE), (forged, FaultCode.SIGNATURE_INVALID)):
        with running(answering(200, body)) as url:
            outcome = submit(url, submission(0, 20), key)
        assert isinstance(outcome, Fault)
        assert outcome.code is code


def test_what_is_no_note_is_not_taken_for_cosigned_whatever_the_answer() -> None:
    line = cosign("a text\n", AUDIT_OFFICE, SEEN_AT).line().encode()
    with running(answering(200, line)) as url:
        outcome = submit(url, Submission(0, (), b"no note"), AUDIT_OFFICE.verifier())
    assert outcome == Fault(FaultCode.NOTE_NO_SIGNATURES)


@pytest.mark.parametrize(("status", "body"), [(503, b""), (409, b"soon\n"), (599, b"")])
def test_an_answer_outside_the_protocol_means_unreachable(status: int, body: bytes) -> None:
    with running(answering(status, body)) as url, pytest.raises(WitnessUnreachableError, match=url):
        submit(url, submission(0, 20), AUDIT_OFFICE.verifier())
