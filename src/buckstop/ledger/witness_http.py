"""The talk between a log and a witness: `POST /add-checkpoint`, from both sides, on the standard library alone.

The server is meant to stand behind the witness's own web server, which adds TLS; by itself it listens to this machine
only. A request needs no password: what is not signed by a known log gets no answer but no.

Source: C2SP tlog-witness.
"""

import http.client
import logging
import urllib.error
import urllib.request
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType

from buckstop.domain.errors import BuckstopError
from buckstop.ledger.checkpoint import parse_checkpoint, parse_decimal
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import (
    MAX_NOTE_BYTES,
    Signature,
    VerifierKey,
    check_signature,
    parse_note,
    parse_signature_lines,
)
from buckstop.ledger.tree import ReadHash, consistency_proof
from buckstop.ledger.witness import Refused, Submission, Witness, WitnessMemoryError, WitnessRefusal

LOOPBACK = "127.0.0.1"
PATH = "/add-checkpoint"
_SIZE_TYPE = "text/x.tlog.size"
_MAX_BODY_BYTES = MAX_NOTE_BYTES + 4096  # the note, 63 hashes and the old size
_LOGGER = logging.getLogger(__name__)

STATUS = MappingProxyType(
    {
        WitnessRefusal.MALFORMED: HTTPStatus.BAD_REQUEST,
        WitnessRefusal.SHRINKING: HTTPStatus.BAD_REQUEST,
        WitnessRefusal.UNKNOWN_LOG: HTTPStatus.NOT_FOUND,
        WitnessRefusal.UNSIGNED: HTTPStatus.FORBIDDEN,
        WitnessRefusal.OTHER_SIZE: HTTPStatus.CONFLICT,
        WitnessRefusal.FORKED: HTTPStatus.CONFLICT,
        WitnessRefusal.INCONSISTENT: HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
# What a status means to the log that gets it: the first reason listed for it.
_REASON = {status: reason for reason, status in reversed(tuple(STATUS.items()))}


class WitnessUnreachableError(BuckstopError):
    """The witness did not answer, or not in a way the protocol knows. The log goes on and asks again later."""


class WitnessServer(ThreadingHTTPServer):
    """A witness that answers requests; `serve_forever` to begin, `shutdown` to end.

    Args:
        host: address to listen on; only this machine unless told otherwise.
        port: 0 = any free one; see `server_port`.
    """

    daemon_threads = True

    def __init__(self, witness: Witness, host: str = LOOPBACK, port: int = 0) -> None:
        self.witness = witness
        super().__init__((host, port), _Requests)


class _Requests(BaseHTTPRequestHandler):
    """One connection of a log."""

    server: WitnessServer
    protocol_version = "HTTP/1.1"
    server_version = "buckstop-witness"
    sys_version = ""
    timeout = 10  # seconds a silent client keeps a thread

    def do_POST(self) -> None:
        if self.path != PATH:
            self._answer(HTTPStatus.NOT_FOUND, "no such page\n", keep=False)
            return
        length = parse_decimal(self.headers.get("Content-Length", ""))
        if length is None:
            self._answer(HTTPStatus.LENGTH_REQUIRED, "Content-Length is missing\n", keep=False)
            return
        if length > _MAX_BODY_BYTES:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"more than {_MAX_BODY_BYTES} bytes\n", keep=False)
            return
        try:
            outcome = self.server.witness.add_checkpoint(self.rfile.read(length))
        except (WitnessMemoryError, OSError):
            _LOGGER.exception("the witness's memory failed")
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, "the witness cannot sign now\n", keep=False)
            return
        if isinstance(outcome, Signature):
            self._answer(HTTPStatus.OK, outcome.line())
        elif outcome.known_size is not None:
            self._answer(STATUS[outcome.code], f"{outcome.known_size}\n", _SIZE_TYPE)
        else:
            self._answer(STATUS[outcome.code], f"{outcome.fault.code if outcome.fault else outcome.code}\n")

    def _answer(
        self, status: HTTPStatus, text: str, content_type: str = "text/plain; charset=utf-8", *, keep: bool = True
    ) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if not keep:  # an unread body would be taken for the next request
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name for it
        _LOGGER.info(format, *args)


def submit(
    url: str, submission: Submission, witness: VerifierKey, timeout: float = 10.0
) -> Signature | Refused | Fault:
    """The witness's cosignature on a checkpoint, verified; or its no; or what is wrong with its answer.

    Args:
        url: the witness's submission prefix, http or https, without `/add-checkpoint`.
        witness: the key the cosignature must be of.
        timeout: seconds for each step of the talk.

    Raises:
        WitnessUnreachableError: nobody answered, or not as the protocol says.
    """
    if not url.startswith(("http://", "https://")):
        raise WitnessUnreachableError(f"{url} is no http or https address.")
    try:
        status, body = _answer_of(url.rstrip("/") + PATH, submission.encoded(), timeout)
    except (OSError, ValueError, http.client.HTTPException) as error:  # ValueError: no address after the scheme
        raise WitnessUnreachableError(f"The witness at {url} did not answer: {error}.") from error
    if status != HTTPStatus.OK:
        return _refusal(url, submission, status, body)
    return _cosignature(submission.checkpoint, body, witness)


def request_cosignature(
    url: str, checkpoint: bytes, known_size: int, read: ReadHash, witness: VerifierKey, timeout: float = 10.0
) -> Signature | Refused | Fault:
    """The witness's cosignature on a checkpoint, asked again where it has seen another size than the log believed.

    A `Refused` with a known size above the checkpoint's means that this log was set back behind what it published.

    Args:
        checkpoint: the signed note.
        known_size: size of the last checkpoint this witness cosigned, as far as the log knows; 0 = ask it.
        read: hashes of complete subtrees of the log.

    Raises:
        WitnessUnreachableError: nobody answered, or not as the protocol says.
    """
    note = parse_note(checkpoint)
    new = note if isinstance(note, Fault) else parse_checkpoint(note.text)
    if isinstance(new, Fault):
        return new

    def ask(old_size: int) -> Signature | Refused | Fault:
        proof = consistency_proof(old_size, new.size, read)
        return submit(url, Submission(old_size, proof, checkpoint), witness, timeout)

    answer = ask(min(known_size, new.size))
    if not isinstance(answer, Refused) or answer.code is not WitnessRefusal.OTHER_SIZE:
        return answer
    return ask(answer.known_size) if answer.known_size is not None and answer.known_size <= new.size else answer


def _answer_of(url: str, body: bytes, timeout: float) -> tuple[int, bytes]:
    """Status and body of the answer to a POST, whatever the status."""
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - submit looked at the scheme
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310 - as above
            return response.status, response.read(MAX_NOTE_BYTES)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(MAX_NOTE_BYTES)


def _refusal(url: str, submission: Submission, status: int, body: bytes) -> Refused:
    """The witness's no behind an HTTP status."""
    reason = _REASON.get(HTTPStatus(status)) if status in set(HTTPStatus) else None
    if reason is None:
        raise WitnessUnreachableError(f"The witness at {url} answered with HTTP status {status}.")
    if reason is not WitnessRefusal.OTHER_SIZE:
        return Refused(reason)
    known_size = parse_decimal(body.decode("utf-8", "replace").removesuffix("\n"))
    if known_size is None:
        raise WitnessUnreachableError(f"The witness at {url} answered with a conflict that names no size.")
    # The size was right and still it is a conflict: the witness knows another root of that size.
    forked = known_size == submission.old_size
    return Refused(WitnessRefusal.FORKED if forked else WitnessRefusal.OTHER_SIZE, known_size)


def _cosignature(checkpoint: bytes, body: bytes, witness: VerifierKey) -> Signature | Fault:
    """The signature of that witness among the lines of its answer, if it holds."""
    note = parse_note(checkpoint)
    if isinstance(note, Fault):
        return note
    lines = parse_signature_lines(body.decode("utf-8", "replace").removesuffix("\n").split("\n"))
    if isinstance(lines, Fault):
        return lines
    own = [line for line in lines if (line.name, line.key_id) == (witness.name, witness.key_id)]
    verdicts = [check_signature(note.text, line, witness) for line in own]
    fault = next((verdict for verdict in verdicts if isinstance(verdict, Fault)), None)
    return fault or (own[0] if own else Fault(FaultCode.ANSWER_COSIGNATURE))
