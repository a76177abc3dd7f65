"""Which columns tell what was done and how a case stands, and what the status words mean for the clock."""

import numpy as np

from buckstop.intake.columns import Column
from buckstop.intake.inspecting.look import Look, name_reason
from buckstop.intake.inspecting.model import Reason
from buckstop.intake.inspecting.vocabulary import name_score, state_of
from buckstop.lens.issues import Severity
from buckstop.lens.mapping import State

# The transitions of the XES standard tell the life of one work item, not how a case stands with its holder.
_XES_TRANSITIONS = frozenset(
    {"schedule", "assign", "withdraw", "reassign", "start", "suspend", "resume", "complete", "autoskip", "manualskip"}
    | {"pi_abort", "ate_abort", "unknown"}
)
_VALUES_MAX = 200
_MAPPED_MIN = 0.4
_SHOWN = 40


def guess_states(look: Look) -> None:
    """Guess the status column and what its values mean."""
    scores = {column.name: _state_score(look, column) for column in look.free()}
    best = sorted((name for name in scores if scores[name] > 0), key=lambda name: -scores[name])
    if not best:
        look.doubt("inspect.no_states", Severity.NOTE)
        return
    name = best[0]
    column = look.sample.columns[name]
    mapped = _mapped_share(column)
    reason = Reason("state.known_words", {"column": name, "share": round(100 * mapped, 2)})
    look.guess("state.column", name, scores[name], *name_reason(name, "state"), reason, others=tuple(best[1:4]))
    meant: dict[State, list[str]] = {}
    unmapped: list[str] = []
    for place in np.argsort(-column.counts, kind="stable"):
        value = column.values[place]
        state = state_of(value)
        if state is None:
            unmapped.append(value)
        else:
            meant.setdefault(state, []).append(value)
    for state in State:
        if state in meant:
            look.guess(f"state.{state}", tuple(meant[state]), 0.8 * mapped)
    if unmapped:
        _doubt_unmapped(look, column, unmapped)


def _doubt_unmapped(look: Look, column: Column, unmapped: list[str]) -> None:
    name, shown, kinds = column.name, ", ".join(unmapped[:_SHOWN]), len(unmapped)
    rows = int(column.counts[[column.values.index(value) for value in unmapped]].sum())
    if kinds > _SHOWN:
        more = kinds - _SHOWN
        look.doubt(
            "inspect.states_unmapped_cut",
            Severity.WARNING,
            column=name,
            count=rows,
            values=shown,
            kinds=kinds,
            more=more,
        )
    else:
        look.doubt("inspect.states_unmapped", Severity.WARNING, column=name, count=rows, values=shown, kinds=kinds)


def _mapped_share(column: Column) -> float:
    known = np.array([state_of(value) is not None for value in column.values])
    return float(column.counts[known].sum() / max(1, column.counts.sum()))


def _state_score(look: Look, column: Column) -> float:
    """A status has few values, known words, several states, and changes inside cases."""
    if len(column.values) > _VALUES_MAX or {value.casefold() for value in column.values} <= _XES_TRANSITIONS:
        return 0.0
    if column.name.startswith("case:") or look.in_cases().moves(column) < 0.01:
        return 0.0
    mapped = _mapped_share(column)
    if mapped < _MAPPED_MIN:
        return 0.0
    kinds = len({state_of(value) for value in column.values} - {None})
    if kinds < 2:
        return 0.0
    # A yes/no or holder column may hold one such word by chance: several states weigh as much as the name.
    return 0.4 * mapped + 0.35 * min(1.0, kinds / 5) + 0.25 * name_score(column.name, "state")


def guess_activity(look: Look) -> None:
    """Guess the column of the step or event name; the status itself where the log has no other."""
    role = look.raw.roles.get("activity")
    state = look.column("state.column")
    if role in look.sample.columns:
        look.guess("columns.activity", role, 0.98, Reason("role.of_format", {"column": role}))
        return
    scores = {
        column.name: name_score(column.name, "activity") * (0.3 + 0.7 * (look.in_cases().moves(column) > 0.1))
        for column in look.free()
        if len(column.values) <= max(_VALUES_MAX, look.sample.rows // 20)
    }
    best = sorted((name for name in scores if scores[name] >= 0.4), key=lambda name: -scores[name])
    if best:
        look.guess(
            "columns.activity", best[0], scores[best[0]], *name_reason(best[0], "activity"), others=tuple(best[1:3])
        )
    elif state:
        look.guess("columns.activity", state, 0.6, Reason("activity.is_state", {"column": state}))
