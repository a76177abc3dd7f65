"""Personal texts beside the log: committed to in the event, readable only while the subject's key exists.

Each subject has a key, wrapped by the ledger's master key. Each field has a random salt, wrapped by the subject's key;
the event holds HMAC-SHA256(salt, text), the row beside it the text encrypted under a key derived from the salt. Destroying
the subject's key makes salts and texts unreadable for ever, backups of the rows included; the commitments and every
proof stay valid, and without the salt a commitment tells nothing, not even to who guesses the text.
"""

import hashlib
import hmac
import os
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any, get_args, get_type_hints

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from buckstop.domain.ids import Sealed, SubjectId
from buckstop.ledger.store import SealedField, Store, StoreError

_KEY_BYTES = 32
_NONCE_BYTES = 12

Salts = Callable[[int], bytes]
"""Gives so many random bytes."""


class SealError(StoreError):
    """A sealed text cannot be opened: the master key is another one, or the row was tampered with."""


def seal(
    store: Store, master: bytes, subject: SubjectId, field: str, text: str, salts: Salts = os.urandom
) -> tuple[Sealed, SealedField]:
    """A commitment for the event and the row that goes beside it (its stream and version are the caller's to set).

    Args:
        salts: gives so many random bytes. Salts that can be foretold protect nothing: they are for made-up persons.
    """
    subject_key = _subject_key(store, master, subject)
    salt = salts(_KEY_BYTES)
    plain = text.encode()
    commitment = b64encode(hmac.digest(salt, plain, hashlib.sha256)).decode()
    row = SealedField(
        stream="",
        version=0,
        subject=subject,
        name=field,
        commitment=commitment,
        key=_encrypt(subject_key, salt, subject),
        text=_encrypt(_text_key(salt), plain, field),
    )
    return Sealed(subject, field, commitment), row


def unseal(store: Store, master: bytes, row: SealedField) -> str | None:
    """The text, None once the subject was erased.

    Raises:
        SealError: the master key does not fit, or the row does not match its commitment.
    """
    wrapped = store.subject_key(row.subject)
    if wrapped is None:
        return None
    salt = _decrypt(_decrypt(master, wrapped, row.subject), row.key, row.subject)
    plain = _decrypt(_text_key(salt), row.text, row.name)
    if b64encode(hmac.digest(salt, plain, hashlib.sha256)).decode() != row.commitment:
        raise SealError(f"the text of {row.name} does not match the commitment in the log")
    return plain.decode()


def commitments(event: Any) -> tuple[Sealed, ...]:
    """The sealed fields an event commits to."""
    kind: type = type(event)
    found: list[Sealed] = []
    for name in sealed_places(kind):
        value = getattr(event, name)
        found += (value,) if isinstance(value, Sealed) else value or ()
    return tuple(found)


@cache
def sealed_places(kind: type) -> tuple[str, ...]:
    """Fields of a kind of event or command that hold one sealed field or several."""
    places = get_type_hints(kind).items()
    return tuple(name for name, hint in places if hint is Sealed or Sealed in get_args(hint))


def placed(row: SealedField, events: Iterable[tuple[str, int, Any]]) -> SealedField:
    """The row at the event that commits to it.

    Args:
        events: (stream, version, event) of one transaction; one of them commits to the row.

    Raises:
        SealError: none of them does.
    """
    for stream, version, event in events:
        if any(sealed.commitment == row.commitment for sealed in commitments(event)):
            return replace(row, stream=stream, version=version)
    raise SealError(f"no event of the change commits to the sealed {row.name}")


def _subject_key(store: Store, master: bytes, subject: SubjectId) -> bytes:
    wrapped = store.subject_key(subject)
    if wrapped is None:
        wrapped = store.add_subject_key(subject, _encrypt(master, os.urandom(_KEY_BYTES), subject))
    return _decrypt(master, wrapped, subject)


def _text_key(salt: bytes) -> bytes:
    return hmac.digest(salt, b"buckstop/sealed-text/v1", hashlib.sha256)


def _encrypt(key: bytes, plain: bytes, about: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def _decrypt(key: bytes, sealed: bytes, about: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about.encode())
    except (InvalidTag, ValueError) as error:  # ValueError: cut so short that there is nothing to open
        raise SealError("a sealed text cannot be opened: wrong master key, or the row was changed") from error
