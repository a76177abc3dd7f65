"""Keys of intentions, and the ids of what they bring into being."""

import re
import secrets
from base64 import b32encode
from datetime import date

from django.utils.crypto import salted_hmac

from buckstop.domain.ids import MatterId

_KEY = re.compile(r"[0-9a-f]{32}")
_SALT = "buckstop.new"
_BYTES = 5


def new_key(day: date) -> str:
    """A key for one intention: sent again, it does nothing twice."""
    return f"{day:%Y%m%d}{secrets.token_hex(12)}"


def is_key(key: str) -> bool:
    """Whether it looks like one of ours; a button that brings nothing into being may carry one without a day."""
    return _KEY.fullmatch(key) is not None


def id_from(key: str) -> MatterId:
    """The id of what a key brings into being: the day it was made and eight characters nobody can guess.

    Why from the key: a form that is sent twice opens one matter, and nobody chooses the id of theirs.
    """
    unguessable = b32encode(salted_hmac(_SALT, key, algorithm="sha256").digest()[:_BYTES]).decode().lower()
    return MatterId(f"{key[:8]}-{unguessable}")
