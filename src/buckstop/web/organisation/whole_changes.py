"""Changes of what holds the organisation together: lines of business, the supervision office, the outside arbiter.

They hold from the moment they are made: the rules plan ahead only what moves matters from one unit to another, so that a
day to come never depends on who decides or guides on it.
"""

from buckstop.domain.ids import LineId, UnitId
from buckstop.domain.organisation_commands import AddLineRelation, NameOffice, NameOutsideArbiter, RemoveLineRelation
from buckstop.i18n import gettext_noop as _
from buckstop.web.new_ids import id_from
from buckstop.web.organisation.changes import Asked, Change
from buckstop.web.organisation.questions import Answers, Kind, Place, Question
from buckstop.web.organisation.relations import Relation, relation_id, relation_words, relations_of


def _relation(place: Place) -> Relation | None:
    every = relations_of(place.standing.who.organisation, place.unit)
    return next((one for one in every if relation_id(*one) == place.about), None)


def _in_words(place: Place) -> str:
    found = _relation(place)
    return relation_words(found, place.read) if found else ""


def _added(_place: Place, given: Answers, _key: str) -> Asked:
    return Asked((AddLineRelation(LineId(given["line"]), given["upper"], given["lower"]),))


def _ended(place: Place, _given: Answers, _key: str) -> Asked:
    found = _relation(place)
    assert found is not None, "the view asks for it first"
    return Asked((RemoveLineRelation(*found),))


def _arbiter(place: Place, given: Answers, key: str) -> Asked:
    """The same body under another name, one that was it before, or a new one."""
    organisation, name = place.standing.who.organisation, given["name"]
    if not given["another"]:
        return Asked((NameOutsideArbiter(organisation.outside_arbiter, name),))
    former = next((one for one, called in organisation.outside_arbiters.items() if called == name), None)
    return Asked((NameOutsideArbiter(former or UnitId(f"outside-{id_from(key)}"), name),))


def _arbiter_now(place: Place) -> str:
    organisation = place.standing.who.organisation
    return organisation.outside_arbiters[organisation.outside_arbiter]


CHANGES = (
    Change(
        "add-line",
        _("Let one unit guide another in a line"),
        _("Guidance and demands go along a line, and items may be taken back along it; it never decides who answers."),
        (
            Question(
                "line", _("Line of business"), Kind.TEXT, _("Like water or schools; spelt as it stands elsewhere.")
            ),
            Question("upper", _("Who guides"), Kind.UNIT),
            Question("lower", _("Who is guided"), Kind.UNIT, first=lambda place: place.read.unit(place.unit)),
        ),
        _added,
    ),
    Change(
        "end-line",
        _("End the guidance in a line"),
        _("From now on it guides no more. What it took back stays taken back until it is given down again."),
        (),
        _ended,
        grave=True,
        subject=_in_words,
    ),
    Change(
        "office",
        _("Name the supervision office"),
        _(
            "It sees every matter, urges, names verifiers, and is the last verifier in line. Whoever works in the office so "
            "far loses that with the click."
        ),
        (
            Question(
                "office",
                _("Which unit is the supervision office"),
                Kind.UNIT,
                first=lambda place: place.read.unit(place.standing.who.organisation.office),
            ),
        ),
        lambda _place, given, _key: Asked((NameOffice(given["office"]),)),
        grave=True,
        below_root=True,
        back="organisation",
    ),
    Change(
        "outside-arbiter",
        _("Name the outside arbiter"),
        _(
            "It stands outside the tree and decides where the highest unit is itself a party. Unless you say that it is "
            "another body, the present one goes on under the new name."
        ),
        (
            Question("name", _("Name"), Kind.TEXT, first=_arbiter_now),
            Question(
                "another",
                _("It is another body than now"),
                Kind.TICK,
                _(
                    "A new body has no posts: create one there and appoint somebody, or its silence leaves every dispute with "
                    "the highest unit."
                ),
                required=False,
            ),
        ),
        _arbiter,
        grave=True,
        below_root=True,
        back="organisation",
    ),
)
