"""A folder and a database that hold a whole ledger, or none: however the making of it ends.

Everything is made in a folder beside the one that is wanted, which is then given its name: whatever breaks off before
leaves nothing that could be taken for a ledger. In PostgreSQL a mark on the schema does the same (`db.unfinished`).
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from buckstop.app.bootstrap import CONFIG, LedgerHomeError
from buckstop.db.accounts.keeping import close_accounts
from buckstop.db.unfinished import begin_unfinished, clear_unfinished, finish
from buckstop.domain.errors import BuckstopError
from buckstop.domain.refusals import Refusal
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.durable_file import settle

_MAKING = ".making-"


class RefusedError(BuckstopError):
    """The rules refused; carries the refusal past everything that has to be cleared away."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@contextmanager
def made_beside(home: Path) -> Iterator[Path]:
    """A folder that takes the name of the home when the block ends well, and is gone when it does not.

    Args:
        home: not there yet, or empty. A home that cannot be put in another's place, because a disk is mounted there or
            this process stands in it, gets the content file by file, the one that makes it a ledger last.

    Raises:
        LedgerHomeError: something is there already, or somebody else is making a ledger there at this moment.
    """
    place = home.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    fixed = place.exists() and (place.is_mount() or place.samefile(Path.cwd()))
    around = place if fixed else place.parent
    _clear_left(around, place)
    if place.exists() and any(place.iterdir()):
        raise LedgerHomeError(_("%(home)s is not empty. A new ledger needs a folder of its own."), home=str(home))
    making = around / f".{place.name}{_MAKING}{secrets.token_hex(4)}"
    making.mkdir(mode=0o700)  # what people wrote, and how they sign in, is for its keeper only
    alive = os.open(making, os.O_RDONLY)
    fcntl.flock(alive, fcntl.LOCK_EX)
    try:
        yield making
        close_accounts()
        if fixed:
            for path in sorted(making.iterdir(), key=lambda one: (one.name == CONFIG, one.name)):
                path.rename(place / path.name)
        else:
            if place.exists():
                place.rmdir()  # empty; refused where somebody put something in meanwhile
            making.rename(place)
        settle(around)
    finally:
        close_accounts()
        shutil.rmtree(making, ignore_errors=True)
        os.close(alive)


def _clear_left(around: Path, place: Path) -> None:
    """Take away what attempts that were killed left; the end of a process gave its lock up."""
    for left in around.glob(f".{place.name}{_MAKING}*"):
        found = os.open(left, os.O_RDONLY)
        try:
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = _(
                "Somebody is making a ledger in %(home)s at this moment. Wait until it is there, or has failed."
            )
            raise LedgerHomeError(message, home=str(place)) from error
        finally:
            os.close(found)
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def marked(store: str) -> Iterator[None]:
    """Nothing for a store in the home; a database bears a mark until the block ends well, and is cleared if not."""
    if not store.startswith("postgres"):
        yield
        return
    begin_unfinished(store)
    try:
        yield
        finish(store)
    except BaseException:
        close_accounts()
        clear_unfinished(store)
        raise
