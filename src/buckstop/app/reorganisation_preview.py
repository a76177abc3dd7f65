"""What a reorganisation would move, before anything is written: decided by the rules themselves, committed by nobody.

Planned changes are shown as if they took effect now: what will have happened until their day cannot be known today.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from buckstop.app.cycle_streams import KIND as CYCLE
from buckstop.app.cycle_streams import cycles_where
from buckstop.app.ledger import Ledger
from buckstop.app.register_founding import as_sealed
from buckstop.app.reorganising import matters_involving
from buckstop.app.sight import Sight, look_and_decide
from buckstop.domain.cycle.turns import succeeded
from buckstop.domain.ids import MatterId, PersonId, PostId, UnitId
from buckstop.domain.matter.commands.accountability import WakeMatter
from buckstop.domain.matter.decide import reorganise
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.world import Needs
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import OrganisationCommand, ScheduleChange
from buckstop.domain.organisation_decide import affected_units, decide
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.refusals import Refusal
from buckstop.domain.seeing import involved
from buckstop.ledger.store import Where


@dataclass(frozen=True, slots=True)
class VacatedPost:
    """A post that ends, with who holds it now; None for a vacancy."""

    post: PostId
    holder: PersonId | None


@dataclass(frozen=True, slots=True)
class MovedMatter:
    """What becomes of one open matter. Where two values of a pair are the same, nothing changes there.

    Args:
        holder: before and after.
        giver: likewise.
        arbiter: likewise; None where nobody has to decide.
        verifier: likewise; None where nobody verifies.
        offer_ended: to whom the matter was offered, where that offer ends; else None.
    """

    matter: MatterId
    title: str
    holder: tuple[UnitId, UnitId]
    giver: tuple[UnitId, UnitId]
    arbiter: tuple[UnitId | None, UnitId | None]
    verifier: tuple[UnitId | None, UnitId | None]
    offer_ended: UnitId | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What one command does.

    Args:
        command: as it was handed in.
        effective_at: for a planned change its day; None for at once.
        foreseeable: False where the change could not be made today and is only possible on its day.
        units: whose matters have to be looked at again.
        matters: open matters that change and involve one of these units.
        posts: that end.
    """

    command: OrganisationCommand
    effective_at: datetime | None
    foreseeable: bool
    units: frozenset[UnitId]
    matters: tuple[MatterId, ...]
    posts: tuple[VacatedPost, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What commands about the organisation would do, all together.

    Args:
        refusal: why nothing would happen; None where they would be carried out.
        refused: which command it is about, from 0.
        effects: one per command, in order.
        matters: every open matter that would change, once.
        cycles: how many cycles would go on with another unit, by the unit before and after.
        uncovered: key posts for which nobody would act any more.
    """

    refusal: Refusal | None = None
    refused: int | None = None
    effects: tuple[Effect, ...] = ()
    matters: tuple[MovedMatter, ...] = ()
    cycles: tuple[tuple[UnitId, UnitId, int], ...] = ()
    uncovered: tuple[PostId, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    command: OrganisationCommand
    effective_at: datetime | None
    foreseeable: bool
    units: frozenset[UnitId] = frozenset()
    posts: tuple[VacatedPost, ...] = ()


def preview(ledger: Ledger, commands: Sequence[OrganisationCommand], at: datetime) -> Preview:
    """What these commands would move if they were handed in now; nothing is written.

    Why the same answer as the real thing: organisation and matters are decided by the functions that decide them when
    the commands are handed in, over the same states.

    Args:
        at: now.
    """
    before = ledger.organisation()
    refusal, number = _first_refusal(before, commands, at)
    if refusal is not None:
        return Preview(refusal, number)
    after, steps = _steps(before, commands, at)
    affected = frozenset[UnitId]().union(*(step.units for step in steps))
    matters = _woken(ledger, before, matters_involving(ledger.store, affected), at)
    moved = _reorganised(ledger, after, matters, at)
    covered = {post.id for post in before.posts.uncovered_key_posts(at)}
    return Preview(
        effects=tuple(_effect(step, moved, matters) for step in steps),
        matters=tuple(moved.values()),
        cycles=_cycles(ledger, after, affected, at),
        uncovered=tuple(post.id for post in after.posts.uncovered_key_posts(at) if post.id not in covered),
    )


def _cycles(
    ledger: Ledger, organisation: Organisation, affected: frozenset[UnitId], at: datetime
) -> tuple[tuple[UnitId, UnitId, int], ...]:
    """Cycles that would go on with another unit."""
    if not affected:
        return ()
    where = Where(kind=CYCLE, active=True, holder=tuple(sorted(affected)))
    events = (succeeded(cycle, organisation, None, at) for cycle in cycles_where(ledger.store, where))
    counted = Counter((event.former, event.unit) for event in events if event is not None)
    return tuple((*pair, number) for pair, number in sorted(counted.items()))


def _first_refusal(
    organisation: Organisation, commands: Sequence[OrganisationCommand], at: datetime
) -> tuple[Refusal | None, int | None]:
    for number, command in enumerate(commands):
        answer = decide(organisation, as_sealed(command), at)
        if isinstance(answer, Refusal):
            return answer, number
        organisation = evolve_all(organisation, answer)
    return None, None


def _steps(
    organisation: Organisation, commands: Sequence[OrganisationCommand], at: datetime
) -> tuple[Organisation, list[_Step]]:
    """The organisation after everything, plans carried out, and what each command does to it."""
    steps = []
    for command in commands:
        planned = isinstance(command, ScheduleChange)
        effective_at = command.effective_at if isinstance(command, ScheduleChange) else None
        answer = decide(organisation, command.what if isinstance(command, ScheduleChange) else as_sealed(command), at)
        if isinstance(answer, Refusal):
            assert planned, answer  # every other command was accepted a moment ago
            steps.append(_Step(command, effective_at, foreseeable=False))
            continue
        units = affected_units(organisation, answer)
        after = evolve_all(organisation, answer)
        posts = _vacated(organisation, after, at)
        steps.append(_Step(command, effective_at, foreseeable=True, units=units, posts=posts))
        organisation = after
    return organisation, steps


def _vacated(before: Organisation, after: Organisation, at: datetime) -> tuple[VacatedPost, ...]:
    if before.posts is after.posts:
        return ()
    return tuple(
        VacatedPost(post.id, before.holder_of(post.id, at))
        for post in before.posts.by_id.values()
        if post.abolished_at is None and after.posts.by_id[post.id].abolished_at is not None
    )


def _woken(
    ledger: Ledger, organisation: Organisation, matters: Mapping[MatterId, Matter | None], at: datetime
) -> dict[MatterId, Matter]:
    """The matters after everything that is due already took effect, under the organisation as it still is."""
    found: dict[MatterId, Matter] = {}
    for name, matter in matters.items():
        assert matter is not None, name  # it was found by its row
        due = matter.next_due_at()
        found[name] = matter
        if due is not None and due <= at:
            sight = Sight(organisation, organisation.version, {name: matter}, {})
            outcome = look_and_decide(ledger, ledger.store, sight, None, WakeMatter(matter=name), at)
            assert not isinstance(outcome, Refusal), outcome  # a wake has no obstacle
            found |= {happened.matter: happened.state for happened in outcome if happened.matter == name}
    return {name: matter for name, matter in found.items() if matter.open}


def _reorganised(
    ledger: Ledger, organisation: Organisation, matters: Mapping[MatterId, Matter], at: datetime
) -> dict[MatterId, MovedMatter]:
    """Each matter that changes, as it was against as it would be; parts and wholes that follow are among them."""
    sight = Sight(organisation, organisation.version, dict(matters), {})
    while isinstance(outcome := reorganise(sight.world(ledger), None, matters, at), Needs):
        sight.look_further(ledger.store, outcome)
    found: dict[MatterId, MovedMatter] = {}
    for name, after in {happened.matter: happened.state for happened in outcome}.items():
        was = sight.matters[name]
        assert was is not None, name  # a reorganisation opens no matter
        found[name] = _moved(was, after)
    return found


def _moved(was: Matter, after: Matter) -> MovedMatter:
    ended = was.offer is not None and (after.offer is None or after.offer.offer != was.offer.offer)
    return MovedMatter(
        matter=was.id,
        title=after.title,
        holder=(was.holder, after.holder),
        giver=(was.giver, after.giver),
        arbiter=(was.arbiter, after.arbiter),
        verifier=(_verifier(was), _verifier(after)),
        offer_ended=was.offer.to if ended and was.offer is not None else None,
    )


def _verifier(matter: Matter) -> UnitId | None:
    return matter.verification.verifier if matter.verification is not None else None


def _effect(step: _Step, moved: Mapping[MatterId, MovedMatter], matters: Mapping[MatterId, Matter]) -> Effect:
    own = tuple(name for name in moved if name in matters and not step.units.isdisjoint(involved(matters[name])))
    return Effect(step.command, step.effective_at, step.foreseeable, step.units, own, step.posts)
