"""Fields that several acts share."""

from collections.abc import Callable, Iterable, Mapping

from buckstop.domain.matter.words import Grant, VerificationWay
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import VERIFICATION_WAYS
from buckstop.web.acts.act import Choices, Field, Kind, Scene
from buckstop.web.acts.likely import covering

LINE = 200
"""Characters a line may have that is shown in lists."""


def worded(words: Mapping[str, str], codes: Iterable[str]) -> Callable[[Scene], Choices]:
    """These codes with their words."""
    wanted = tuple(codes)
    return lambda scene: tuple((str(code), scene.read.word(words, code)) for code in wanted)


def return_reasons(scene: Scene) -> Choices:
    """Reasons of the rule pack with which an offer may be returned."""
    keys = scene.ledger.rules[scene.matter.profile].return_reasons
    return tuple((key, scene.read.reason(key)) for key in keys)


def escalate_reasons(scene: Scene) -> Choices:
    """Reasons of the rule pack with which the common superior may be asked."""
    keys = scene.ledger.rules[scene.matter.profile].escalate_reasons
    return tuple((key, scene.read.reason(key)) for key in keys)


def duties(scene: Scene) -> Choices:
    """Items of every duty list there is, each once, those of the unit that speaks first."""
    lists = scene.organisation.duties.lists
    own = lists.get(scene.unit, {})
    found = {item: duty.title for duties in (own, *lists.values()) for item, duty in duties.items()}
    return (("", scene.read.translate(_NO_ITEM)), *found.items())


_NO_ITEM = _("none named")

REASON = Field("reason", _("Why"), Kind.LONG, _("It is read wherever the matter is judged."), required=True)
REASON_IF_NO = Field("reason", _("Why"), Kind.LONG, _("Needed for a no."), neutral=True)
FILES = Field(
    "attachments",
    _("Files behind it"),
    Kind.FILES,
    _("Their names and digests go on record. No classified content: whatever is secret stays off this system."),
)
RETURN_REASON = Field(
    "reason_class",
    _("Reason"),
    Kind.CHOICE,
    _("Who says that it is not its duty also names the duty-list item or the rule, and the unit whose duty it is."),
    required=True,
    choices=return_reasons,
    neutral=True,
)
ESCALATE_REASON = Field("reason_class", _("Reason"), Kind.CHOICE, required=True, choices=escalate_reasons, neutral=True)
BASIS = Field("basis", _("Rule or document it rests on"), longest=LINE)
PROPOSED = Field("proposed", _("Unit that should hold it instead"), Kind.UNIT, grounds=covering)
DUTY_ITEM = Field(
    "duty_item",
    _("Item of the duty list"),
    Kind.CHOICE,
    _("What a unit's list does not hold, or what was taken back from it, cannot be handed to it."),
    choices=duties,
    first=lambda scene: scene.matter.terms.duty_item or "",
    folded=True,
)
APPROVAL = Field(
    "approval",
    _("Document that approves work beyond the duty list"),
    hint=_("Number of the approval; leave it blank where the list admits the work."),
    longest=LINE,
    folded=True,
)
WAY = Field(
    "way",
    _("How you looked"),
    Kind.EITHER,
    required=True,
    choices=worded(VERIFICATION_WAYS, VerificationWay),
    neutral=True,
)

GRANT = (
    Field(
        "authority",
        _("Authority given along"),
        hint=_("What the unit may decide by itself."),
        longest=LINE,
        folded=True,
    ),
    Field("people", _("Persons given along"), Kind.COUNT, folded=True),
    Field("money", _("Money given along"), Kind.MONEY, _("In yuan, with at most two decimals."), folded=True),
    Field("grant_reference", _("Document that grants it"), longest=LINE, folded=True),
)


def taken_grant(values: dict[str, object]) -> Grant | None:
    """Take the answers about a grant out of the values; None where nothing is granted."""
    authority, people, money, reference = (values.pop(field.name) for field in GRANT)
    grant = Grant(str(authority), int(str(people or 0)), int(str(money or 0)), str(reference))
    return None if grant == Grant() else grant
