"""The chapter of docs/reference/proofs.md on concurrency and faults."""

from collections.abc import Sequence

from proofs.faults import Figures
from proofs.faults_audit import Audit

HEAD = """## Many clients at once

`python -m proofs faults`. Clients in several threads and processes ask through `app.handle` about four matters that all
of them share; one command in ten is sent twice, one in eighty changes the organisation, every clock jumps by up to an
hour between two commands. Each client writes down what it sends before it sends it and what it hears.

The ledger returns its own order, (stream, version), so the check needs no search: every version was written once and
without a gap, and no command follows, in versions, another that was sent after it had been answered. Then the whole log
is told again: each command is decided anew on the state it met and must give the same bytes (`decided again`); what
nobody asked for must be a lapse at its due instant or what a change of the organisation does (`by itself`); each
refusal must be what the rules say of a state that was there while the command was under way (`refusals explained`).
"""

KILLED = """## Killed at any moment

Nine clients in three processes and a clock that wakes and numbers; a process is killed (SIGKILL) every few tenths of a
second and started again; on PostgreSQL the server as well, with all its processes at once or in immediate mode, and
started again on the same data. Commands that were never answered are sent again under their key. After every recovery the
freshest acknowledgements are looked up; at the end all of this is checked:

- every acknowledged command is there once, under its key, with the leaves its signed acknowledgement names (`lost`);
- no refused command is there (`ghosts`); one that was never answered is there or not, and is answered as it is when it
  is sent again (`took effect`);
- versions and places in the log have no gap and keep real time (`order`), holders are written by the listed events only;
- the proof of record of every entry verifies, and consistency between every pair of saved checkpoints (of 200 of them,
  where there are more, and of all neighbours); a witness that looked on all the while was never asked to go back.
"""

STAGED = """## Staged

A sequencer is stopped (SIGSTOP) between reading and writing, another takes over, the first goes on: it writes nothing.
For a minute the turn is the sleeper's: commands go on and their proofs come later; then the next one takes it. A disk that is full is told to whoever asks, leaves nothing half-written, and the same process goes on when there
is room again.
"""


def chapter(figures: Figures) -> str:
    """The whole chapter."""
    parts = [
        HEAD,
        _table(
            ["store", "clients", *_AUDIT],
            [[one.store, one.clients, *_audit(one.audit)] for one in figures.histories],
        ),
        KILLED,
        _table(
            ["store", "kills: writer", "clock", "database", "seconds", *_AUDIT, "cosigned"],
            [
                [one.store, *one.kills.values(), f"{one.seconds:.0f}", *_audit(one.audit), one.cosigned]
                for one in figures.campaigns
            ],
        ),
        STAGED,
        _table(
            ["store", "fault", "holds"],
            [[one.store, one.what, "; ".join(one.wrong) or "yes"] for one in figures.scenes],
        ),
    ]
    if figures.wrong:
        parts.append("\n".join(["**What must not be:**\n", *(f"- {what}" for what in figures.wrong)]) + "\n")
    return "\n".join(parts)


_AUDIT = (
    *("acknowledged", "refused", "indeterminate", "took effect", "lost", "ghosts", "order", "events"),
    *("decided again", "by itself", "refusals explained", "proofs"),
)


def _audit(one: Audit) -> list[int]:
    return [
        *(one.acknowledged, one.refused, one.indeterminate, one.took_effect, one.lost, one.ghosts, one.order),
        *(one.events, one.decided, one.by_themselves, one.refusals_explained, one.proofs),
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str | int]]) -> str:
    lines = [
        head,
        ["---"] * len(head),
        *([f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
