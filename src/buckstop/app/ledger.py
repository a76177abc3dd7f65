"""A ledger in use: its store, keys, rules, calendar and clock together, as `bootstrap` wires them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from buckstop.app.clock import Clock
from buckstop.domain.calendars import Calendar
from buckstop.domain.errors import BuckstopError
from buckstop.domain.matter.words import Profile
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.packs import Pack, ProtocolRules
from buckstop.ledger.checkpoint import Checkpoint, sign_checkpoint
from buckstop.ledger.codec import decode, digest_bytes
from buckstop.ledger.note import SigningKey
from buckstop.ledger.sealing import Salts
from buckstop.ledger.store import ORGANISATION, Store


class NoOrganisationError(BuckstopError):
    """The ledger is empty: an organisation must be founded before anything can be held."""

    def __init__(self) -> None:
        super().__init__("this ledger has no organisation yet: found one first")


@dataclass
class Ledger:
    """A ledger in use.

    Args:
        origin: the log's name in checkpoints and proofs; also the name of its key.
        key: signs checkpoints and acknowledgements.
        secret: 32 bytes that key digests of commands and wrap the keys of data subjects. Without it sealed texts
            cannot be opened any more.
        salts: salts of commitments to personal texts. A simulation gives seeded ones, so that the same seed gives the
            same events; nothing else may.
    """

    store: Store
    clock: Clock
    origin: str
    key: SigningKey
    secret: bytes
    pack: Pack
    calendar: Calendar
    salts: Salts = os.urandom
    rules: Mapping[Profile, ProtocolRules] = field(init=False)
    _organisation: Organisation | None = field(init=False, default=None)
    _organisation_version: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.rules = {profile: self.pack.protocol(profile.value) for profile in Profile}

    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    def organisation(self, version: int | None = None) -> Organisation:
        """The organisation, read on from the last version this process knows.

        Args:
            version: the version that is wanted at least; None reads whatever is there now.

        Raises:
            NoOrganisationError: none was founded.
        """
        known, organisation = self._organisation_version, self._organisation
        if organisation is None or version is None or version > known:
            events = self.store.events(ORGANISATION, after=known)
            if events:
                organisation = evolve_all(organisation, [decode(event.body).event for event in events])
                self._organisation, self._organisation_version = organisation, events[-1].version
        if organisation is None:
            raise NoOrganisationError
        return organisation

    def digest(self, *parts: object) -> bytes:
        """Digest that tells commands apart and, without the secret, nothing about their content."""
        return blake2b(digest_bytes(*parts), key=self.secret, digest_size=32).digest()

    def sign_root(self, size: int, root: bytes) -> bytes:
        """The signed checkpoint over a size and a root."""
        return sign_checkpoint(Checkpoint(self.origin, size, root), self.key)
