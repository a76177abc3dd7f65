"""What is to be reached, by when and with what: asked when a matter is opened or a part is delegated."""

from typing import Any

from buckstop.domain.matter.words import Terms, Visibility
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import VISIBILITIES
from buckstop.web.acts.act import Field, Kind
from buckstop.web.acts.likely import to_ask
from buckstop.web.acts.questions import GRANT, LINE, taken_grant, worded

TITLE = Field("title", _("Title"), hint=_("As it will stand in every list."), required=True, longest=LINE)
GOAL = Field("goal", _("Goal"), Kind.LONG, _("One sentence: what is so when it is done."), required=True, longest=1000)
CRITERIA = Field(
    "criteria",
    _("Acceptance criteria"),
    Kind.LINES,
    _("One a line, each to be ticked by who verifies: what can be seen, counted or read."),
)
DEADLINE = Field("deadline_date", _("Deadline"), Kind.DATE, _("The last day for the work."))
MINIMUM = Field(
    "minimum_days",
    _("Working days the work needs at least"),
    Kind.COUNT,
    _("Whoever sets less than that is told so, and it goes on record."),
)
STEPS = Field("steps", _("Planned steps"), Kind.LINES, _("One a line."), folded=True)
QUANTITY = Field("quantity", _("Quantity"), Kind.COUNT, _("Where something is counted: a whole number."), folded=True)
MEASURE = Field("measure", _("Counted in"), hint=_("Kilometres, households, copies."), longest=40, folded=True)
REFERENCE = Field("reference", _("Directive, meeting or document it comes from"), longest=LINE, folded=True)
PRIORITY = Field(
    "priority", _("Priority"), Kind.COUNT, _("0 is ordinary; higher is earlier."), first=lambda _scene: 0, folded=True
)
VISIBILITY = Field(
    "visibility",
    _("Who may read it"),
    Kind.CHOICE,
    _("A part is never more open than its whole."),
    required=True,
    choices=worded(VISIBILITIES, Visibility),
    first=lambda scene: scene.matter.terms.visibility,
    folded=True,
)

SUPPORTS = Field(
    "supports",
    _("Units meant to support"),
    Kind.UNITS,
    _("Naming asks nobody: the unit that answers for the work asks them, or says why it needs none."),
    suggest=to_ask,
    folded=True,
)

TERMS = (
    *(TITLE, GOAL, CRITERIA, DEADLINE, MINIMUM),
    *(STEPS, SUPPORTS, QUANTITY, MEASURE, REFERENCE, PRIORITY, VISIBILITY),
    *GRANT,
)
OF_TERMS = ("goal", "criteria", "steps", "quantity", "measure", "minimum_days", "reference")
"""Fields of the terms that are asked as they are called."""


def taken_terms(values: dict[str, Any], **more: Any) -> Terms:
    """Take the answers about the terms out of the values; title and deadline stay, they stand beside the terms.

    Args:
        more: further fields of the terms.
    """
    grant = taken_grant(values)
    plain = {name: values.pop(name) for name in OF_TERMS}
    priority, visibility = values.pop("priority") or 0, Visibility(values.pop("visibility"))
    supports = values.pop("supports")
    return Terms(**plain, supports=supports, priority=priority, visibility=visibility, grant=grant, **more)
