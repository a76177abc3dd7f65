"""A ledger in use: its store, keys, rules, calendar and clock together, as `bootstrap` wires them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from buckstop.app.clock import Clock
from buckstop.app.file_folder import FileFolder
from buckstop.domain.calendars import Calendar
from buckstop.domain.errors import BuckstopError
from buckstop.domain.matter.words import Profile
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.packs import Pack, ProtocolRules
from buckstop.ledger.checkpoint import Checkpoint, Trust, open_checkpoint, sign_checkpoint
from buckstop.ledger.codec import decode, digest_bytes
from buckstop.ledger.faults import Fault
from buckstop.ledger.note import SigningKey
from buckstop.ledger.sealing import Salts
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import ORGANISATION, Store, StoreError


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
        draw_secret: up to 64 bytes blended into every draw of a verifier, in place of `secret`; a simulation gives its
            own, for the same reason.
        files: where attached files lie; None for a ledger without a home.
    """

    store: Store
    clock: Clock
    origin: str
    key: SigningKey
    secret: bytes
    pack: Pack
    calendar: Calendar
    salts: Salts = os.urandom
    draw_secret: bytes = b""
    files: FileFolder | None = None
    rules: Mapping[Profile, ProtocolRules] = field(init=False)
    # One value, so that no other thread ever sees an organisation beside the version of another one.
    _known: tuple[int, Organisation | None] = field(init=False, default=(0, None))

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
        known, organisation = self._known
        if organisation is None or version is None or version > known:
            events = self.store.events(ORGANISATION, after=known)
            if events:
                organisation = evolve_all(organisation, [decode(event.body).event for event in events])
                self._known = events[-1].version, organisation
        if organisation is None:
            raise NoOrganisationError
        return organisation

    def digest(self, *parts: object) -> bytes:
        """Digest that tells commands apart and, without the secret, nothing about their content."""
        return blake2b(digest_bytes(*parts), key=self.secret, digest_size=32).digest()

    def sequencer(self) -> Sequencer:
        """Who gives the events of this ledger their places in the log.

        Raises:
            StoreError: another key signed the log so far. What this one signed could never be taken back.
        """
        last = self.store.end().checkpoint
        if last and isinstance(open_checkpoint(last, Trust(self.key.verifier())), Fault):
            raise StoreError(
                f"the newest checkpoint of the log does not bear the signature of the key {self.key.verifier()}: "
                "bring back the keys of this ledger, or verify it; nothing is entered into the log until then"
            )
        return Sequencer(self.store, self.sign_root)

    def seed_of_draw(self, *parts: object) -> str:
        """A seed that nobody without the secret can foretell, and that the same parts always give."""
        return blake2b(digest_bytes("draw", *parts), key=self.draw_secret or self.secret, digest_size=32).hexdigest()

    def sign_root(self, size: int, root: bytes) -> bytes:
        """The signed checkpoint over a size and a root."""
        return sign_checkpoint(Checkpoint(self.origin, size, root), self.key)
