"""May this person ever? Whether the state allows it now is another question (`matter/decide.py`)."""

from datetime import datetime
from enum import StrEnum

from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation import Organisation
from buckstop.domain.refusals import Refusal


class PermissionRefusal(StrEnum):
    """Why somebody may not speak for a unit."""

    NO_POST = "permission.no_post"


def may(organisation: Organisation, actor: Actor, command: object, at: datetime) -> Refusal | None:
    """No, unless the person acts from a post of the unit at that instant; citizens speak for no unit."""
    del command
    if actor.unit and not organisation.roles_of(actor.person, actor.unit, at):
        return Refusal.of(PermissionRefusal.NO_POST, person=actor.person, unit=actor.unit)
    return None
