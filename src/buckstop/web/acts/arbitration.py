"""Keeping a matter, and having it decided who holds it."""

from buckstop.domain.matter.commands.accountability import AppealMatter, ClaimMatter, DecideMatter, EscalateMatter
from buckstop.i18n import gettext_noop as _
from buckstop.web.acts import places
from buckstop.web.acts.act import Act, Field, Kind
from buckstop.web.acts.likely import covering, to_hold
from buckstop.web.acts.questions import BASIS, ESCALATE_REASON, REASON

ACTS = (
    Act(
        "claim",
        ClaimMatter,
        _("Keep it"),
        _("It is ours: the matter is settled on your unit, and the work can be reported done."),
        20,
        places.holder,
        places.held,
        one_click=True,
        shared=(),
        afterwards=_(
            "A settled matter is not offered on; parts of it can be delegated, and an appeal brings new facts."
        ),
    ),
    Act(
        "escalate",
        EscalateMatter,
        _("Ask the superior to decide"),
        _(
            "The lowest unit above all who had to do with it decides who holds it. Your unit keeps it safe until then; if it "
            "turns out to be yours after all, the waiting counts as yours."
        ),
        40,
        places.holder,
        places.held,
        (
            ESCALATE_REASON,
            Field("text", _("In your words"), Kind.LONG, required=True),
            Field(
                "proposed",
                _("Unit that should hold it"),
                Kind.UNIT,
                _("Where you name none, say above why."),
                grounds=covering,
            ),
            BASIS,
        ),
        grave=True,
        shared=("reason_class", "text", "proposed", "basis"),
        afterwards=_(
            "The question is not taken back: the superior decides. What it should know can still be added as a note."
        ),
        way_back=("note",),
    ),
    Act(
        "decide",
        DecideMatter,
        _("Decide who holds it"),
        _("The unit you name answers for it from now on, settled, whether it agrees or not."),
        10,
        places.arbiter,
        places.to_decide,
        (
            Field("holder", _("Unit that holds it from now on"), Kind.UNIT, required=True, suggest=to_hold),
            REASON,
        ),
        grave=True,
        shared=("holder", "reason"),
        afterwards=_("A decision is not taken back; the unit you named may appeal once it has new facts."),
    ),
    Act(
        "appeal",
        AppealMatter,
        _("Appeal with new facts"),
        _("A unit above everybody concerned looks at it again. Your unit works on meanwhile."),
        60,
        places.holder,
        places.appealable,
        (Field("facts", _("The new facts"), Kind.LONG, required=True),),
        grave=True,
        afterwards=_(
            "An appeal is not taken back: it is decided. What the arbiter should know can still be added as a note."
        ),
        way_back=("note",),
    ),
)
