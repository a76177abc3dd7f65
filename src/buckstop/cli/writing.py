"""Options that all commands which write to a ledger share: who speaks, key, version, acknowledgement."""

import hashlib
import inspect
from pathlib import Path
from typing import Annotated, Any

import typer

from buckstop.app.answers import Accepted
from buckstop.app.ledger import Ledger
from buckstop.app.speaking import speaker
from buckstop.cli.homes import HomeOption
from buckstop.cli.output import text
from buckstop.domain.ids import PersonId, UnitId
from buckstop.domain.matter.words import Actor
from buckstop.domain.permissions import ROLES
from buckstop.i18n import gettext_noop as _

REFUSED = 5
"""Exit code of a command the ledger said no to."""

SHARED: dict[str, tuple[Any, Any]] = {
    "home": (HomeOption, None),
    "person": (Annotated[str, typer.Option("--as", help=text(_("Who speaks: id of a person.")))], ""),
    "speaks_for": (
        Annotated[
            str, typer.Option("--unit", help=text(_("For which unit, by id or name; where --as leaves it open.")))
        ],
        "",
    ),
    "post": (Annotated[str, typer.Option("--post", help=text(_("From which post; names the person too.")))], ""),
    "citizen": (
        Annotated[bool, typer.Option("--citizen", help=text(_("The person speaks as a citizen, for no unit.")))],
        False,
    ),
    "key": (
        Annotated[
            str, typer.Option("--key", help=text(_("Key of this command; the same key is never carried out twice.")))
        ],
        "",
    ),
    "version": (
        Annotated[
            int | None, typer.Option("--version", help=text(_("Version you saw; default: the one there is now.")))
        ],
        None,
    ),
    "ack": (
        Annotated[Path | None, typer.Option("--ack", help=text(_("File for the signed acknowledgement.")))],
        None,
    ),
}
"""Name of the parameter: its annotation and its default."""


def shared_parameters(*, citizens: bool = True) -> list[inspect.Parameter]:
    """The shared options as the command line library reads them.

    Args:
        citizens: whether a citizen may give the command.
    """
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
        for name, (annotation, default) in SHARED.items()
        if citizens or name != "citizen"
    ]


def drawn(key: str) -> str:
    """Digits that follow from the key, so that a repeated command is the same command."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def actor_of(shared: dict[str, Any], ledger: Ledger, command: type) -> Actor:
    """Who speaks, from a post that carries the command where they have one."""
    if shared.get("citizen"):
        return Actor(PersonId(shared["person"]), UnitId(""))
    return speaker(
        ledger.organisation(),
        ledger.now(),
        person=shared["person"],
        unit=shared["speaks_for"],
        post=shared["post"],
        roles=ROLES[command],
    )


def keep_acknowledgement(shared: dict[str, Any], outcome: Accepted) -> None:
    """Write the signed acknowledgement to the file that was named for it, if one was."""
    if shared["ack"] is not None and outcome.acknowledgement is not None:
        shared["ack"].write_bytes(outcome.acknowledgement.note)
