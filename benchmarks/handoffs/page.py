"""The page of figures: docs/reference/handoffs.md."""

from dataclasses import dataclass

from benchmarks.handoffs.command import STORES
from benchmarks.handoffs.contest import ENTRIES, HELPDESK, LIMIT, OURS, ROUNDUP, Cell, Entry, Figures, Plan
from benchmarks.page import machine

_STORES = dict(zip(STORES, ("SQLite", "PostgreSQL"), strict=True))
_COMMITS = {entry.name: entry.commits for entry in ENTRIES}
_BAR_CLIENTS = 8

_HEAD = """\
# Hand-offs per second

Written by `python -m benchmarks.handoffs` (`make bench`). Do not edit; run it again. Trust ratios, not third digits.

Client processes give random matters of {matters:,} to random others of {units} units, each change committed and
durable, for {seconds:g} seconds after a warm-up; in turns, medians of {runs} runs, *max* the worst of all. After every
load the store is asked: it must hold one history row per acknowledged hand-off, and each matter's last holder. Clients,
contender and database share the machine.

- **Buckstop** through `buckstop.app.handle`: an offer by the holder and an acceptance by the offeree, two commands, each
  durable with its event, state, answer and signed acknowledgement, by persons whose posts allow it, naming the version
  they saw. A hand-off is both. *Log numbered meanwhile*: a sequencer signs the growing log ten times a second besides.
  Matters are opened with a million moves instead of two, or each could be handed over only twice.
- **Roundup** `db.issue.set(id, assignedto=...)` and `db.commit()`, in-process; the classic tracker as installed, which
  also keeps the nosy list. *Bare*: without its detectors, so that one short row changes and one is journalled. No mail.
- **django-helpdesk** `update_ticket(user, ticket, owner=...)` in one transaction, in-process; no mail, no teams.
- **limit** one durable transaction that writes the rows and bytes of one of our commands (state, event, answer) into our
  tables, with their indexes and triggers, and does nothing else. SQLite: one connection per client behind a file lock;
  alone, without it. PostgreSQL: one prepared statement.

Peers re-assign with one commit and ask nobody; we take two. Against peers hand-offs are compared (*ours over this*),
against the limit commits (*of the limit*). Milliseconds are those of a whole hand-off, of the limit those of a commit.

SQLite: {sqlite}, WAL, synchronous = FULL, for everybody. PostgreSQL: {postgresql}, fsync, synchronous_commit and
full_page_writes on. Machine: {machine}.
"""
_LEFT_OUT = "**Buckstop was left out.** Only the others were measured; no bar was checked.\n"


@dataclass(frozen=True, slots=True)
class Bar:
    """A promise on SQLite and on PostgreSQL: ours per second over another's, with 8 clients.

    Args:
        commits: durable transactions are compared, not hand-offs.
    """

    promise: str
    over: Entry
    at_least: float
    commits: bool = False


BARS = (
    Bar("hand-offs: times Roundup", ROUNDUP, 10),
    Bar("hand-offs: times django-helpdesk", HELPDESK, 10),
    Bar("commits: of raw durable transactions", LIMIT, 0.5, commits=True),
)
# A tenth is what two runs of the same thing differ by here.
FLAT_AT_LEAST = 0.8


@dataclass(frozen=True, slots=True)
class Checked:
    """A bar and what was measured of it; None = not measured."""

    promise: str
    store: str
    value: float | None
    at_least: float

    def met(self) -> bool | None:
        """Whether the promise is kept; None where it was not measured."""
        return None if self.value is None else self.value >= self.at_least


def page(plan: Plan, figures: dict[Cell, Figures], sqlite: str, postgresql: str) -> tuple[str, bool]:
    """The page, and whether every bar that could be checked is met.

    Args:
        plan: how much was measured.
        figures: what was measured.
        sqlite: version.
        postgresql: version.
    """
    head = _HEAD.format(
        matters=plan.matters,
        units=plan.units,
        seconds=plan.seconds,
        runs=plan.runs,
        sqlite=sqlite,
        postgresql=postgresql,
        machine=machine(),
    )
    bars = checked(plan, figures)
    parts = [head, _bars(bars) if OURS in plan.entries else _LEFT_OUT]
    for matters in dict.fromkeys(cell.matters for cell in figures):
        parts += [_table(figures, store, matters) for store in STORES]
    return "\n".join(parts), all(bar.met() is not False for bar in bars)


def checked(plan: Plan, figures: dict[Cell, Figures]) -> list[Checked]:
    """Every bar on both stores."""
    found = []
    for store in STORES:
        ours = figures.get(Cell(store, plan.matters, _BAR_CLIENTS, OURS.name))
        for bar in BARS:
            other = figures.get(Cell(store, plan.matters, _BAR_CLIENTS, bar.over.name))
            ratio = _ratio(ours, other)
            if ratio is not None and bar.commits:
                ratio *= OURS.commits / bar.over.commits
            found.append(Checked(bar.promise, store, ratio, bar.at_least))
        if plan.large:
            few = figures.get(Cell(store, plan.matters, plan.large_clients, OURS.name))
            many = figures.get(Cell(store, plan.large, plan.large_clients, OURS.name))
            promise = f"of its own speed, with {plan.large:,} matters instead of {plan.matters:,}"
            found.append(Checked(promise, store, _ratio(many, few), FLAT_AT_LEAST))
    return found


def _ratio(one: Figures | None, other: Figures | None) -> float | None:
    return one.per_second / other.per_second if one and other else None


def _bars(bars: list[Checked]) -> str:
    said = {None: "-", True: "yes", False: "NO"}
    lines = [
        "## Bars",
        "",
        f"Buckstop with {_BAR_CLIENTS} clients.",
        "",
        "| promise | store | measured | bar | met |",
        "|---|---|---|---|---|",
    ]
    for bar in bars:
        value = "not run" if bar.value is None else f"{bar.value:.2f}"
        lines.append(
            f"| {bar.promise} | {_STORES[bar.store]} | {value} | at least {bar.at_least:g} | {said[bar.met()]} |"
        )
    return "\n".join(lines) + "\n"


def _table(figures: dict[Cell, Figures], store: str, matters: int) -> str:
    lines = [
        f"## {_STORES[store]}, {matters:,} matters",
        "",
        "| clients | who | hand-offs/s | commits/s | p50 ms | p99 ms | max ms | refused | of the limit | ours over this |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for cell, one in figures.items():
        if (cell.store, cell.matters) != (store, matters):
            continue
        commits = _COMMITS[cell.name]
        limit = _ratio(one, figures.get(Cell(store, matters, cell.clients, LIMIT.name)))
        ours = _ratio(figures.get(Cell(store, matters, cell.clients, OURS.name)), one)
        of_limit = "-" if limit is None else f"{limit * commits:.0%}"
        times = "-" if ours is None or cell.name == LIMIT.name else f"{ours:.1f}"
        hand_offs = "-" if cell.name == LIMIT.name else f"{one.per_second:,.0f}"
        lines.append(
            f"| {cell.clients} | {cell.name} | {hand_offs} | {one.per_second * commits:,.0f} | {one.p50_ms:.2f} "
            f"| {one.p99_ms:.2f} | {one.max_ms:,.0f} | {one.errors} | {of_limit} | {times} |"
        )
    return "\n".join(lines) + "\n"
