"""Keys and signed notes: the published example opens, ours go round, and everything malformed is named with its line."""

from datetime import UTC, datetime, timedelta

import pytest

from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.note import (
    MAX_NOTE_BYTES,
    Algorithm,
    Note,
    Signature,
    Signed,
    SigningKey,
    VerifierKey,
    check_signature,
    check_signatures,
    cosign,
    decode_base64,
    new_key,
    parse_note,
    parse_signing_key,
    parse_verifier_key,
    sign_note,
)
from tests.ledger.made_log import ARCHIVE, AUDIT_OFFICE, LOG_KEY, SEEN_AT, flipped, note_of

# The example of the package documentation of golang.org/x/mod/sumdb/note.
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
TEXT = "清河县\n1\n\nan empty line may stand in the text\n"


def code(outcome: object) -> FaultCode | None:
    return outcome.code if isinstance(outcome, Fault) else None


def test_the_example_of_gos_package_is_made_and_opened_byte_for_byte() -> None:
    secret, public = parse_signing_key(GO_SECRET), parse_verifier_key(GO_PUBLIC)
    assert isinstance(secret, SigningKey)
    assert secret.verifier() == public
    assert str(public) == GO_PUBLIC
    assert secret.secret_text() == GO_SECRET
    note = note_of(GO_NOTE.encode())
    assert sign_note(note.text, secret).encoded() == GO_NOTE.encode()
    assert check_signatures(note, [secret.verifier()]) == (Signed(secret.verifier()),)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_new_key_goes_round_through_its_texts_and_never_shows_its_secret(algorithm: Algorithm) -> None:
    key = new_key("ledger.example/c1", algorithm)
    assert isinstance(key, SigningKey)
    assert parse_signing_key(key.secret_text()) == key
    assert parse_verifier_key(str(key.verifier())) == key.verifier()
    assert key != new_key("ledger.example/c1", algorithm)
    assert repr(key.seed) not in repr(key)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\u3000b", "a\nb", "a\x00", "a\x7f"])
def test_a_name_with_a_space_or_plus_is_no_name(name: str) -> None:
    assert new_key(name) == Fault(FaultCode.KEY_NAME)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", FaultCode.KEY_NAME),
        ("PeterNeumann", FaultCode.KEY_SHAPE),
        ("PeterNeumann+c74f20a3", FaultCode.KEY_SHAPE),
        ("PeterNeumann+c74f20a3+", FaultCode.KEY_SHAPE),
        ("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", FaultCode.KEY_SHAPE),
        ("PeterNeumann+0c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", FaultCode.KEY_SHAPE),
        ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T!", FaultCode.KEY_SHAPE),
        ("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", FaultCode.KEY_NAME),
        ("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", FaultCode.KEY_ID),
        ("PeterNeumenn+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", FaultCode.KEY_ID),
        ("PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", FaultCode.KEY_ALGORITHM),
        ("PeterNeumann+c74f20a3+ARpc2QcU", FaultCode.KEY_LENGTH),
    ],
)
def test_a_key_text_that_is_none_says_why(text: str, expected: FaultCode) -> None:
    assert code(parse_verifier_key(text)) is expected


def test_a_secret_key_text_that_is_none_says_why() -> None:
    assert code(parse_signing_key(GO_PUBLIC)) is FaultCode.KEY_SHAPE
    assert code(parse_signing_key(GO_SECRET.replace("c74f20a3", "c74f20a4"))) is FaultCode.KEY_ID
    assert code(parse_signing_key(GO_SECRET.replace("+AYEK", "+BYEK"))) is FaultCode.KEY_ALGORITHM


def test_a_note_with_signatures_of_log_and_witnesses_goes_round() -> None:
    note = sign_note(TEXT, LOG_KEY).joined([cosign(TEXT, AUDIT_OFFICE, SEEN_AT), cosign(TEXT, ARCHIVE, SEEN_AT)])
    assert parse_note(note.encoded()) == note
    keys = [key.verifier() for key in (LOG_KEY, AUDIT_OFFICE, ARCHIVE)]
    assert check_signatures(note, keys) == (Signed(keys[0]), Signed(keys[1], SEEN_AT), Signed(keys[2], SEEN_AT))
    assert check_signatures(note, keys[:1]) == (Signed(keys[0]),)
    assert check_signatures(note, []) == ()


def test_a_later_signature_of_a_key_takes_the_place_of_its_earlier_one() -> None:
    later = SEEN_AT + timedelta(hours=1)
    first = sign_note(TEXT, LOG_KEY).joined([cosign(TEXT, AUDIT_OFFICE, SEEN_AT)])
    second = first.joined([cosign(TEXT, AUDIT_OFFICE, later)])
    assert len(second.signatures) == 2
    assert check_signatures(second, [AUDIT_OFFICE.verifier()]) == (Signed(AUDIT_OFFICE.verifier(), later),)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_key_that_signed_twice_counts_once_at_its_last_time(hours: int) -> None:
    times = (SEEN_AT, SEEN_AT + timedelta(hours=hours))
    note = Note(TEXT, tuple(cosign(TEXT, AUDIT_OFFICE, instant) for instant in times))
    assert check_signatures(note, [AUDIT_OFFICE.verifier()]) == (Signed(AUDIT_OFFICE.verifier(), max(times)),)


def test_every_altered_bit_of_text_or_signature_is_refused() -> None:
    note = sign_note(TEXT, LOG_KEY)
    raw = note.encoded()
    for place in range(len(raw)):
        opened = parse_note(flipped(raw, place))
        verdict = opened if isinstance(opened, Fault) else check_signatures(opened, [LOG_KEY.verifier()])
        assert verdict == () or isinstance(verdict, Fault), place


def test_one_forged_signature_of_a_known_key_refuses_the_whole_note_and_names_its_line() -> None:
    forged = Signature(LOG_KEY.name, LOG_KEY.verifier().key_id, bytes(64))
    note = sign_note("text\n", SigningKey("other.example", Algorithm.ED25519, bytes(32)), LOG_KEY)
    fault = check_signatures(Note(note.text, (*note.signatures, forged)), [LOG_KEY.verifier()])
    about = {"key": LOG_KEY.name, "key_id": f"{LOG_KEY.verifier().key_id:08x}"}
    assert fault == Fault(FaultCode.SIGNATURE_INVALID, 5, about)


def test_a_cosignature_of_another_time_or_text_is_refused() -> None:
    key = AUDIT_OFFICE.verifier()
    signature = cosign(TEXT, AUDIT_OFFICE, SEEN_AT)
    assert check_signature(TEXT, signature, key) == Signed(key, SEEN_AT)
    moved = Signature(key.name, key.key_id, flipped(signature.raw, 7))
    assert code(check_signature(TEXT, moved, key)) is FaultCode.SIGNATURE_INVALID
    assert code(check_signature(TEXT + "x\n", signature, key)) is FaultCode.SIGNATURE_INVALID
    far = Signature(key.name, key.key_id, b"\x7f" + signature.raw[1:])
    assert code(check_signature(TEXT, far, key)) is FaultCode.SIGNATURE_TIME
    cut = Signature(key.name, key.key_id, signature.raw[:-1])
    assert code(check_signature(TEXT, cut, key)) is FaultCode.SIGNATURE_SHAPE


def test_a_plain_signature_never_passes_for_a_cosignature_of_the_same_key() -> None:
    log, witness = (SigningKey("x", algorithm, bytes(32)) for algorithm in Algorithm)
    assert log.verifier().key_id != witness.verifier().key_id
    raw = sign_note(TEXT, log).signatures[0].raw
    second = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()).to_bytes(8, "big")
    passed_off = Signature("x", witness.verifier().key_id, second + raw)
    assert code(check_signature(TEXT, passed_off, witness.verifier())) is FaultCode.SIGNATURE_INVALID


def test_a_key_that_is_no_point_of_the_curve_verifies_nothing() -> None:
    key = VerifierKey("x", Algorithm.ED25519, b"\x02" + bytes(31))
    assert code(check_signature(TEXT, Signature("x", key.key_id, bytes(64)), key)) is FaultCode.SIGNATURE_INVALID


LINE = GO_NOTE.split("\n")[3]


@pytest.mark.parametrize(
    ("raw", "expected", "line"),
    [
        (b"", FaultCode.NOTE_NO_SIGNATURES, 0),
        (b"text\n", FaultCode.NOTE_NO_SIGNATURES, 0),
        (b"text\n\n", FaultCode.NOTE_NO_SIGNATURES, 0),
        (f"text\n\n{LINE}".encode(), FaultCode.NOTE_UNENDED, 3),
        (f"a\n\nb\n\n{LINE}\n{LINE}".encode(), FaultCode.NOTE_UNENDED, 6),
        (b"text\n\nsigned, Peter\n", FaultCode.NOTE_SIGNATURE_LINE, 3),
        (f"text\n\n{LINE}\n— a b AAAAAAA=\n".encode(), FaultCode.NOTE_SIGNATURE_LINE, 4),
        (f"text\n\n{LINE}\n— a AAAAAA==\n".encode(), FaultCode.NOTE_SIGNATURE_LINE, 4),
        (f"text\n\n{LINE}\n— a\n".encode(), FaultCode.NOTE_SIGNATURE_LINE, 4),
        (f"text\n\n{LINE.replace('—', '-')}\n".encode(), FaultCode.NOTE_SIGNATURE_LINE, 3),
        (f"text\n\n{LINE.removeprefix('— ')}\n".encode(), FaultCode.NOTE_SIGNATURE_LINE, 3),
        (f"text\n\n{LINE.replace('AM=', 'AN=')}\n".encode(), FaultCode.NOTE_SIGNATURE_LINE, 3),
        (b"a\nb\xff\n\n", FaultCode.NOTE_NOT_UTF8, 2),
        (b"a\nb\r\n\n", FaultCode.NOTE_CONTROL_CHARACTER, 2),
        (b"x" * (MAX_NOTE_BYTES + 1), FaultCode.NOTE_TOO_LONG, 0),
        (f"text\n\n{(LINE + chr(10)) * 101}".encode(), FaultCode.NOTE_SIGNATURES_MANY, 103),
    ],
)
def test_bytes_that_are_no_note_are_refused_at_their_line(raw: bytes, expected: FaultCode, line: int) -> None:
    fault = parse_note(raw)
    assert isinstance(fault, Fault)
    assert (fault.code, fault.line) == (expected, line)


@pytest.mark.parametrize("text", ["AB==", "AA=", "AA", "AA==\n", "A A=", "@@@@", "AAAA====", "AA-_"])
def test_base64_has_one_spelling(text: str) -> None:
    assert decode_base64(text) is None
    assert decode_base64("AA==") == b"\0"
    assert decode_base64("AA==", 2) is None
