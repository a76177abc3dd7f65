"""Options that commands about matters share."""

from typing import Any

from buckstop.cli.matter_forms import Kind, Option
from buckstop.domain.matter.words import Grant
from buckstop.i18n import gettext_noop as _

TEXT = Option("text", _("In your words"), required=True)
REASON = Option("reason", _("Why"), required=True)
REASON_OR_NOT = Option("reason", _("Why; needed for a no."), default="")
FILES = Option(
    "attachments",
    _("A file behind it; its name and SHA-256 go on record. May be repeated."),
    Kind.FILES,
    flag="--attach",
)
REASON_CLASS = Option(
    "reason_class",
    _(
        "Key of a reason of the rules: not_our_duty, only_cooperating, taken_back, lacks_authority, lacks_resources, "
        "wrong_facts, unclear_task, cannot_be_met_by_then, duplicate, out_of_jurisdiction, legal_route, "
        "conflict_of_interest, clearly_illegal; explained by: buckstop rules explain protocol.return_reasons."
    ),
    required=True,
    flag="--because",
)
PROPOSED = Option("proposed", _("Unit that should hold it instead"), Kind.UNIT)
GRANT = (
    Option("authority", _("Authority given along"), default=""),
    Option("people", _("Persons given along"), Kind.COUNT, default=0),
    Option("money", _("Money given along, in fen: 100 are a yuan."), Kind.COUNT, default=0),
    Option("grant_reference", _("Document that grants it"), default=""),
)


def taken_grant(values: dict[str, Any]) -> Grant | None:
    """Take the options of a grant out of the values; None where nothing is granted."""
    grant = Grant(*(values.pop(option.name) for option in GRANT))
    return None if grant == Grant() else grant
