"""One sentence per refusal code: what stands in the way, and what to do next.

Every code has its sentence here or in `matter_refusals`, `organisation_refusals`, `demand_refusals`, `cycle_refusals`; a test looks for each.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from buckstop.app.answers import DoorRefusal
from buckstop.app.file_kinds import FileRefusal
from buckstop.domain.cycle.refusals import CycleRefusal
from buckstop.domain.demand.refusals import DemandRefusal
from buckstop.domain.matter.refusals import MatterRefusal
from buckstop.domain.organisation_refusals import OrganisationRefusal
from buckstop.domain.permissions import PermissionRefusal
from buckstop.domain.privacy import PrivacyRefusal
from buckstop.domain.refusals import Refusal
from buckstop.i18n import gettext_noop as _
from buckstop.text.cycle_refusals import CYCLE_SENTENCES
from buckstop.text.demand_refusals import DEMAND_SENTENCES
from buckstop.text.demand_words import DEMAND_KINDS, DEMAND_STATUS
from buckstop.text.file_refusals import FILE_SENTENCES
from buckstop.text.ledger import PRIVACY_SENTENCES
from buckstop.text.matter_refusals import MATTER_SENTENCES
from buckstop.text.organisation_refusals import ORGANISATION_SENTENCES
from buckstop.text.protocol_words import OUTCOMES, PHASES, ROLES, STAGES, TEXTS
from buckstop.text.readers import Reader

_DOOR: dict[str, str] = {
    DoorRefusal.KEY_MISSING: _(
        "A command needs a key of its own, 1 to %(longest)s characters, so that it is never carried out twice. Send one."
    ),
    DoorRefusal.NOBODY_SPEAKS: _("Every command has somebody who answers for it. Say who speaks."),
    DoorRefusal.ID_UNFIT: _(
        'An id has 1 to %(longest)s characters that can be seen, no line breaks and no blanks at its ends: "%(id)s" '
        "cannot be one. Choose another."
    ),
    DoorRefusal.NOT_TEXT: _("The command holds half a character, which is no text. Send it as UTF-8."),
    DoorRefusal.ID_RESERVED: _("The ledger keeps the id %(id)s for itself. Choose another one for the matter."),
    DoorRefusal.KEY_REUSED: _("The key %(key)s came with another command before. Take a new key for a new command."),
    DoorRefusal.STALE_VERSION: _(
        "You saw version %(seen)s, and it is at version %(current)s now. Look at it again, then decide anew."
    ),
    DoorRefusal.BUSY: _(
        "Others are changing the same things at this moment. Send the command again with the same key."
    ),
    DoorRefusal.NOTHING_TO_SEAL: _("This command has no place for personal data. Leave them out."),
    DoorRefusal.ENTRY_TOO_LARGE: _(
        "The command is too large for the log (%(error)s). Shorten its texts, and attach files by their name."
    ),
    DoorRefusal.SUBJECT_ERASED: _(
        "Everything personal of %(subject)s was erased; nothing can be kept under that pseudonym any more. Take a new one."
    ),
}

_PERMISSION: dict[str, str] = {
    PermissionRefusal.NOT_FOR_CITIZENS: _(
        "This is done by units, not by citizens. Tell the desk that took your request what you want."
    ),
    PermissionRefusal.NOT_YOUR_MATTER: _(
        "Notes are added by those who asked for the matter. Open a request of your own, or give the right query number."
    ),
    PermissionRefusal.CITIZENS_ONLY: _(
        "Only citizens rate what was done for them. As a unit, verify it, have it reopened, or leave a note."
    ),
    PermissionRefusal.NO_POST: _(
        "%(person)s holds no post in %(unit)s now, and deputises for none. Speak for your own unit, or be appointed first."
    ),
    PermissionRefusal.DEPUTY_UNNAMED: _(
        "%(person)s acts in that unit only as a deputy, for %(post)s. Name that post as the one deputised for."
    ),
    PermissionRefusal.POST_NOT_HELD: _(
        "%(person)s does not hold the post %(post)s in %(unit)s now. Name a post you hold, or be appointed first."
    ),
    PermissionRefusal.NOT_DEPUTISING: _(
        "%(person)s does not deputise for %(post)s now: its holder is there, or another deputy comes first. "
        "Leave it to who acts for that post."
    ),
    PermissionRefusal.OUTSIDE_ARBITER_ONLY_JUDGES: _(
        "%(unit)s stands outside the organisation: it decides, answers and verifies where nobody else can, and nothing "
        "more. Leave this to a unit inside."
    ),
    PermissionRefusal.READ_ONLY: _(
        "%(person)s holds an auditor's post, which reads and changes nothing. Tell the unit concerned."
    ),
    PermissionRefusal.ROLE_MISSING: _(
        "The post of %(person)s in %(unit)s does not carry this; it takes one of these roles: %(roles)s. "
        "Ask somebody whose post has it."
    ),
}

REFUSAL_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        **_DOOR,
        **_PERMISSION,
        **MATTER_SENTENCES,
        **ORGANISATION_SENTENCES,
        **DEMAND_SENTENCES,
        **CYCLE_SENTENCES,
        **PRIVACY_SENTENCES,
        **FILE_SENTENCES,
    }
)
"""Sentence by code."""

REFUSAL_CODES: tuple[StrEnum, ...] = (
    *DoorRefusal,
    *PermissionRefusal,
    *MatterRefusal,
    *OrganisationRefusal,
    *DemandRefusal,
    *CycleRefusal,
    *PrivacyRefusal,
    *FileRefusal,
)
"""Every code, each kind in the order of its precedence: the door first, then who may ever, then the rules."""

_UNKNOWN = _("The ledger says no, for a reason this version has no words for: %(code)s.")
_IN_PLACE = _("Command %(number)s: %(refusal)s")

UNIT_FIELDS = frozenset(
    {
        "answerer",
        "arbiter",
        "child",
        "decider",
        "giver",
        "holder",
        "issuer",
        "lower",
        "offeree",
        "office",
        "other_issuer",
        "successor",
        "supporter",
        "taken_by",
        "target",
        "unit",
        "upper",
        "verifier",
        "yours",
    }
)
"""Fields of refusals and events that hold the id of one unit."""

NO_ITEM = _("none named")
_AS_TYPED = frozenset({MatterRefusal.UNKNOWN_MATTER, MatterRefusal.ALREADY_OPENED, OrganisationRefusal.PERSON_UNKNOWN})
"""Refusals that name what was typed and is not there: no name stands behind it."""
_FEES = MappingProxyType({"fees": _("fees for those who take part")})
_INSTANTS = frozenset({"deadline", "parent", "until", "from_at", "until_at"})
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "phase": PHASES,
        "stage": STAGES,
        "outcome": OUTCOMES,
        "text": TEXTS,
        "field": TEXTS,
        "kind": DEMAND_KINDS,
        "status": DEMAND_STATUS,
        "what": _FEES,
    }
)


def refusal_sentence(refusal: Refusal, reader: Reader) -> str:
    """What stands in the way and what to do next, in whole sentences of the reader's language.

    Args:
        refusal: of any code; one of an older or newer version of Buckstop gets a general sentence with its code.
    """
    typed = refusal.code in _AS_TYPED
    shown = {name: value if typed else _shown(name, value, reader) for name, value in refusal.fields}
    if refusal.code == MatterRefusal.OPEN_CHILDREN:
        shown["first"] = reader.matter(shown["first"])
    if "what" in shown:
        shown["what"] = reader.term(refusal.field("rule"), shown["what"])
    try:
        sentence = reader.say(REFUSAL_SENTENCES[refusal.code], **shown)
    except KeyError:
        return reader.say(_UNKNOWN, code=refusal.code)
    return reader.say(_IN_PLACE, number=shown["number"], refusal=sentence) if "number" in shown else sentence


def _shown(name: str, value: str, reader: Reader) -> str:
    ways: tuple[tuple[bool, Callable[[str], str]], ...] = (
        (name in UNIT_FIELDS, reader.unit),
        (name in _INSTANTS, reader.written),
        (name == "item" and not value, lambda _blank: reader.translate(NO_ITEM)),
        (name == "item", reader.duty),
        (name == "matter", reader.matter),
        (name == "person" and bool(value), reader.person),
        (name == "rule", reader.rule),
        (name == "children", lambda several: reader.units(several.split(", "))),
        (name in _WORDS, lambda code: reader.word(_WORDS[name], code)),
        (name in {"post", "deputy"}, reader.post),
        (name == "roles", lambda several: reader.listed(ROLES, several.split(", "))),
    )
    return next((show(value) for holds, show in ways if holds), value)
