"""What changes of the organisation would do, in words: each change, the matters it moves, the posts it empties."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from buckstop.app.answers import Personal
from buckstop.app.readership import sight_of
from buckstop.app.reorganisation_preview import Effect, MovedMatter, Preview, preview
from buckstop.domain.ids import MatterId, PersonId
from buckstop.domain.organisation_commands import OrganisationCommand
from buckstop.domain.seeing import viewer_of
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.codec import decode_matter
from buckstop.text.organisation_changes import change_sentence
from buckstop.text.readers import Reader
from buckstop.text.refusals import refusal_sentence
from buckstop.web.organisation.standing import Standing

MOST = 200
_MOST_MATTERS = 50
_HOLDER = _("Answers for it: %(before)s → %(after)s.")
_GIVER = _("Given by: %(before)s → %(after)s.")
_ARBITER = _("Decides: %(before)s → %(after)s.")
_VERIFIER = _("Verifies: %(before)s → %(after)s.")
_OFFER = _("The offer to %(unit)s ends as returned.")
_HIDDEN = _("a matter that is not yours to read")
_SUMS = _(
    "Another holder: %(held)s; offers ended: %(offers)s; another arbiter: %(arbiters)s; another verifier: %(verifiers)s."
)
_POST_ENDS = _("The post %(post)s ends; held by: %(holder)s.")
_NOBODY = _("nobody")
_CYCLES = _("What comes again goes on with %(after)s instead of %(before)s: %(number)s.")
_UNCOVERED = _("Nobody will act for the key post %(post)s. Appoint a deputy.")


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change in words, and the posts that end by it."""

    words: str
    unforeseeable: bool
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MovedView:
    """A matter that changes; its id is empty and its title withheld where the visitor may not read it."""

    matter: str
    title: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Foresight:
    """All of it.

    Args:
        refusal: why nothing would happen; empty where it would.
        cycles: where what comes again goes on, in sentences.
        restricted: readings that go on record.
    """

    refusal: str = ""
    changes: tuple[ChangeView, ...] = ()
    more: int = 0
    matters: tuple[MovedView, ...] = ()
    moved: int = 0
    more_matters: int = 0
    sums: str = ""
    cycles: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    restricted: tuple[MatterId, ...] = ()


def foreseen(
    standing: Standing, commands: Sequence[OrganisationCommand], personal: Sequence[Personal] = ()
) -> Foresight:
    """What these commands would do now; nothing is written.

    Args:
        personal: names of new people, so that they can be shown.
    """
    seen = preview(standing.who.ledger, commands, standing.now)
    read = standing.who.read
    if seen.refusal is not None:
        return Foresight(refusal=refusal_sentence(seen.refusal, read))
    new = {PersonId(one.subject): one.text for one in personal if one.field == "name"}
    names = {**standing.names.of_all(standing.who.organisation.persons), **new}
    shown, restricted = _matters(standing, seen.matters[:_MOST_MATTERS])
    return Foresight(
        changes=tuple(_change(standing, effect, names) for effect in seen.effects[:MOST]),
        more=max(0, len(seen.effects) - MOST),
        matters=shown,
        moved=len(seen.matters),
        more_matters=max(0, len(seen.matters) - _MOST_MATTERS),
        sums=_sums(seen, read),
        cycles=tuple(
            read.say(_CYCLES, before=read.unit(before), after=read.unit(after), number=number)
            for before, after, number in seen.cycles
        ),
        uncovered=tuple(read.say(_UNCOVERED, post=read.post(post)) for post in seen.uncovered),
        restricted=restricted,
    )


def _change(standing: Standing, effect: Effect, names: dict[PersonId, str]) -> ChangeView:
    read = standing.who.read
    ended = (
        read.say(
            _POST_ENDS,
            post=read.post(one.post),
            holder=standing.name(one.holder) if one.holder else read.translate(_NOBODY),
        )
        for one in effect.posts
    )
    return ChangeView(change_sentence(effect.command, read, names), not effect.foreseeable, tuple(ended))


def _sums(seen: Preview, read: Reader) -> str:
    return read.say(
        _SUMS,
        held=sum(one.holder[0] != one.holder[1] for one in seen.matters),
        offers=sum(one.offer_ended is not None for one in seen.matters),
        arbiters=sum(one.arbiter[0] != one.arbiter[1] for one in seen.matters),
        verifiers=sum(one.verifier[0] != one.verifier[1] for one in seen.matters),
    )


def _matters(standing: Standing, moved: Sequence[MovedMatter]) -> tuple[tuple[MovedView, ...], tuple[MatterId, ...]]:
    """Each with what changes; titles of those that the visitor may read, the restricted ones to be put on record."""
    who = standing.who
    readable = _readable(standing, [one.matter for one in moved])
    shown = tuple(
        MovedView(
            one.matter if one.matter in readable else "",
            one.title if one.matter in readable else who.read.translate(_HIDDEN),
            tuple(_what(one, who.read)),
        )
        for one in moved
    )
    return shown, tuple(matter for matter, restricted in readable.items() if restricted)


def _readable(standing: Standing, matters: Sequence[MatterId]) -> dict[MatterId, bool]:
    """Those that the visitor may read whole, with whether the reading goes on record."""
    who = standing.who
    viewer = viewer_of(who.organisation, who.person, standing.now)
    snapshots = who.ledger.store.load(matters).snapshots if matters else {}
    sights = {one: sight_of(who.organisation, decode_matter(snapshots[one].body), viewer) for one in matters}
    return {one: sight.logged for one, sight in sights.items() if sight.allowed}


def _what(one: MovedMatter, read: Reader) -> Iterable[str]:
    pairs = ((_HOLDER, one.holder), (_GIVER, one.giver), (_ARBITER, one.arbiter), (_VERIFIER, one.verifier))
    for message, (before, after) in pairs:
        if before != after:
            yield read.say(message, before=read.unit(before), after=read.unit(after))
    if one.offer_ended is not None:
        yield read.say(_OFFER, unit=read.unit(one.offer_ended))
