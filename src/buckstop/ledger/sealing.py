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
from collections.abc import Callable

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
    except InvalidTag as error:
        raise SealError("a sealed text cannot be opened: wrong master key, or the row was changed") from error
