"""How a ledger of an older program is brought up to date: its states are what its events lead to, as in a rebuild."""

from collections.abc import Callable, Sequence

from buckstop.app.rebuilding import UnbuildableError, snapshot_from
from buckstop.db.upgrading import Upgrade
from buckstop.ledger.codec import CodecError, decode
from buckstop.ledger.store import Event, Snapshot


def upgrade(tell: Callable[[int, int], None]) -> Upgrade:
    """What `open_store` needs for it.

    Args:
        tell: hears how many streams of how many are done; never called where nothing has to be done.
    """
    return Upgrade(_built, tell)


def _built(events: Sequence[Event]) -> Snapshot | None:
    try:
        return snapshot_from([decode(event.body).event for event in events])
    except (CodecError, UnbuildableError):
        return None
