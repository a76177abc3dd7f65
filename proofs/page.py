"""docs/reference/proofs.md: what was searched and what it showed."""

from collections.abc import Iterable, Sequence

from proofs.mutations import Mutation
from proofs.protocol import Verdict

HEAD = """# Proofs by machine

Written by `make prove` (`python -m proofs protocol`, `python -m proofs mutations`). The searches run on the real
`decide` and `evolve` of `src/buckstop/domain/matter/`, not on a model of them.

## The responsibility protocol, searched to the end

From every unit that can open a matter, every command of the core is tried in every state by every unit and by the
outside arbiter, and every timer is let lapse. Messages about past offers come late, twice and in any order.

In every state that was reached: exactly one holder, active and a party; an arbiter is no party and stands above all
parties, or outside; a verifier is no party and not under the holder; every phase that must end has a timer; no closed
matter has an open part; a part is given by the holder of the whole, and one nobody accepted is held by it; replaying
the events gives the state. At every step: only the listed events write a holder, no settled matter is in dispute
again, no party is forgotten, no move is given back, no event takes effect before the one before it, and in whatever
order the clock wakes matters the outcome is the same. From every state everything can still be closed. There is no
cycle but through refuting (unlimited) and reopening (counted, one here); steps of these two are numbered below.

B = k (T_claim + T_offer + T_ask) + T_decide; clocks here are 2, 3, 1 and 5 hours, so that B is 11, 17 and 23 hours
for k = 1, 2 and 3. `longest` is the longest path of timed steps until the matter has a settled holder; for a part,
which begins with an offer, T_claim of the first round falls away.

What the search leaves out: commands come at once or in the last moment before a timer, not at the hours between;
states that a symmetry of the tree turns into each other count once; support, requests upward, extensions, waits,
summonses, naming of verifiers, merging and rating are left to the state machine of the tests
(`tests/domain/matter/test_machine.py`). Searches with a part run on two and three units, because the clocks of two
matters multiply; R and reopenings are 0 where the table says so.
"""


def page(chapters: Iterable[tuple[str, Sequence[Verdict]]], mutations: Sequence[tuple[Mutation, bool]]) -> str:
    """The whole page."""
    parts = [HEAD]
    for title, verdicts in chapters:
        parts.append(f"### {title}\n\n{table(verdicts)}\n")
    parts.append(f"## The defects naive versions had\n\n{defects(mutations)}")
    return "\n".join(parts)


HEADING = (
    "| tree | k | R | reopenings | retirements | states | steps | refused | refute / reopen | longest | part | B | holds |\n"
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|"
)


def table(verdicts: Sequence[Verdict]) -> str:
    """One row per search, and their sum."""
    return "\n".join((HEADING, *map(row, verdicts), "", total(verdicts)))


def row(one: Verdict) -> str:
    """One search."""
    plan = one.plan
    part = f"{one.part_longest} h" if one.part_longest >= 0 else "–"
    return (
        f"| `{plan.shape.name}` | {plan.moves} | {plan.appeals} | {plan.reopens} | {plan.retirements} "
        f"| {one.states:,} | {one.steps:,} | {one.refused:,} | {one.refutes:,} / {one.reopens:,} "
        f"| {one.longest} h | {part} | {one.bound} h | {said(one)} |"
    )


def total(verdicts: Sequence[Verdict]) -> str:
    """What searches come to together."""
    states, steps, refused = (sum(getattr(one, name) for one in verdicts) for name in ("states", "steps", "refused"))
    return f"Together {states:,} states, {steps:,} steps, {refused:,} refused commands."


def said(verdict: Verdict) -> str:
    """Yes, or what is wrong."""
    if verdict.holds:
        return "yes"
    faults = [f"{what} ({count}×)" for what, count in verdict.broken]
    faults += [] if verdict.complete else ["given up: too many states"]
    faults += [f"{verdict.cycles} states in cycles"] if verdict.cycles else []
    faults += [f"{verdict.stuck} stuck states"] if verdict.stuck else []
    return "**no**: " + "; ".join(faults or ["the longest time is not B"])


def defects(mutations: Sequence[tuple[Mutation, bool]]) -> str:
    """One row per defect: its guard was taken out, and its test failed."""
    rows = [
        "Each guard was taken out of a copy of the code, one at a time; the test of that defect, and no other of",
        "`tests/domain/matter/test_defects.py` and `test_later_defects.py` (those from 22 on, which search and machine found in",
        "the real code), must fail then.",
        "",
        "| | defect | guard | test | fails without it |",
        "|--:|---|---|---|---|",
    ]
    rows += [
        f"| {one.defect} | {one.title} | `{one.file}` | `{one.test}` | {'yes' if failed else '**no**'} |"
        for one, failed in mutations
    ]
    return "\n".join(rows) + "\n"
