"""The page of figures: docs/reference/pages.md."""

from collections.abc import Iterator, Mapping

from benchmarks.handoffs.command import STORES
from benchmarks.page import machine
from benchmarks.pages.busy_hour import MIX, SECONDS_BETWEEN_PAGES, Hour
from benchmarks.pages.contest import COMMIT, Cell, Figures, Inside, Plan
from benchmarks.pages.sites import HAND_OFF, HAND_OFF_SENT, WORKERS
from benchmarks.pages.stores import LIMIT, OURS

_NAMES = dict(zip(STORES, ("SQLite", "PostgreSQL"), strict=True))
_BAR_PAGES = ("Today", "board, the office", "board, a bureau")
P95_MS_MAX, STATEMENTS_MAX = 200, 15

_HEAD = """\
# Pages under load

Written by `python -m benchmarks.pages` (`make bench`). Do not edit; run it again. Trust ratios, not third digits.

{matters:,} matters and {users:,} people with accounts, for everybody. Client processes on the same machine ask page after
page without a pause, signed in by cookie, for {seconds:g} seconds and at least one visit each after one that does not
count; in turns, medians of {rounds} rounds. A visit is the page itself, from the first byte sent to the last one read:
no pictures, styles or scripts, which browsers keep.

{clients} clients without a pause keep every processor busy, clients' included: what they wait is mostly for each other.
*1 client* shows what a page takes; per second shows what the machine carries.

- **Buckstop**: `buckstop serve`, its clock running beside its processes. Clients are the heads of the {clients} busiest bureaus, each with their own hundreds of matters, and the supervision office, which sees everything.
  Matters are made by the rules themselves, hundreds in one transaction.
- **Roundup**: the classic tracker as installed; issues created by its own interface. *Matter* is the page of
  an issue. Its form names every user in a menu; *sent only* is its REST interface: read for the ETag, then put.
- **django-helpdesk**: users saved one by one, tickets by `bulk_create`; no teams, no mail. Its list is two
  requests: the page, and its first rows.
- **nothing**: an application that answers 20 kB at once.

All behind the same server (granian, {workers} processes of four threads). *{forms}*: each side looks at the form and sends it, with
what is hidden in it. A hand-off of ours is an offer by one person and an acceptance by another: four requests, two commands.
Peers re-assign with one form, two requests, and ask nobody. *{sent}*: two requests, for everybody but
django-helpdesk, which needs one. *Failed*: visits answered with an error; they do not count. Redirects are not followed.
After every load the sites are asked who holds what was handed over: ours about every matter, peers about twenty.

SQLite: {sqlite}, WAL, synchronous = FULL, for everybody. PostgreSQL: {postgresql}, fsync, synchronous_commit and
full_page_writes on. Machine: {machine}.
"""

_NOT_DONE = """\
## What was not done

No network between clients and server, no TLS, no server in front. Nobody wrote while pages were read, but the clock. Roundup
and django-helpdesk (whose visitors are superusers, who see every queue) were not tuned beyond what stands above. Trac,
Redmine and Request Tracker were not measured.
"""


def page(
    plan: Plan,
    figures: Mapping[Cell, Figures],
    hours: Mapping[str, Hour],
    costs: Mapping[str, Mapping[str, Inside]],
    sqlite: str,
    postgresql: str,
) -> tuple[str, bool]:
    """The page, and whether every bar is met.

    Args:
        hours: by store, what people waited in a busy hour.
        costs: by store, what our pages cost inside.
    """
    head = _HEAD.format(
        matters=plan.matters,
        users=plan.users,
        seconds=plan.seconds,
        rounds=plan.rounds,
        clients=plan.clients,
        forms=HAND_OFF,
        sent=HAND_OFF_SENT,
        workers=WORKERS,
        sqlite=sqlite,
        postgresql=postgresql,
        machine=machine(),
    )
    bars = [*_bars(plan, figures, costs), *_hour_bars(hours)]
    said = {True: "yes", False: "NO"}
    lines = ["## Bars", "", "| promise | store | measured | bar | met |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | {_NAMES[at]} | {value:.0f} | at most {most} | {said[met]} |" for name, at, value, most, met in bars
    ]
    parts = [head, "\n".join(lines) + "\n", _hours(plan, hours)]
    for store in STORES:
        parts.append(_ours(plan, store, figures, costs[store]))
        if store in plan.peers_on:
            parts.append(_beside(plan, store, figures))
    return "\n".join([*parts, _limits(plan, figures), _NOT_DONE]), all(met for *_, met in bars)


def _bars(
    plan: Plan, figures: Mapping[Cell, Figures], costs: Mapping[str, Mapping[str, Inside]]
) -> list[tuple[str, str, float, int, bool]]:
    found = []
    for store in STORES:
        for task in _BAR_PAGES:
            for clients in (1, plan.clients):
                p95 = figures[Cell(store, task, clients, OURS)].p95_ms
                name = f"{task}: p95 ms, {clients} client{'s' * (clients > 1)}"
                found.append((name, store, p95, P95_MS_MAX, p95 < P95_MS_MAX))
        most = max(one.statements for one in costs[store].values())
        found.append(("statements of any page", store, most, STATEMENTS_MAX, most <= STATEMENTS_MAX))
    return found


def _hour_bars(hours: Mapping[str, Hour]) -> Iterator[tuple[str, str, float, int, bool]]:
    for store, hour in hours.items():
        for task in _BAR_PAGES:
            p95 = hour.tasks[task].milliseconds(0.95)
            yield f"{task}: p95 ms, a busy hour", store, p95, P95_MS_MAX, p95 < P95_MS_MAX


def _hours(plan: Plan, hours: Mapping[str, Hour]) -> str:
    played = next(iter(hours.values())).seconds
    lines = [
        "## A busy hour",
        "",
        f"{plan.users:,} people at work at once, each asking for something every {SECONDS_BETWEEN_PAGES / 60:g} minutes, by chance:",
        f"{plan.users / SECONDS_BETWEEN_PAGES:.1f} requests a second for {played:g} seconds. What each waited, from the moment they asked.",
        "",
        "| page | of a hundred | "
        + " | ".join(f"{_NAMES[store]}: asked | p50 | p95 | p99 ms | failed" for store in hours)
        + " |",
        "|---" * (2 + 5 * len(hours)) + "|",
    ]
    for task, share in MIX.items():
        cells = [hour.tasks[task] for hour in hours.values()]
        told = [
            f"{len(one.seconds)} | {one.milliseconds(0.5):.0f} | {one.milliseconds(0.95):.0f} "
            f"| {one.milliseconds(0.99):.0f} | {one.failed}"
            for one in cells
        ]
        lines.append(f"| {task} | {share} | {' | '.join(told)} |")
    return "\n".join(lines) + "\n"


def _ours(plan: Plan, store: str, figures: Mapping[Cell, Figures], costs: Mapping[str, Inside]) -> str:
    lines = [
        f"## Buckstop on {_NAMES[store]}",
        "",
        "Statements to ledger and accounts. *Inside*: the application's processor time, without a server. First 1 client.",
        "",
        f"| page | statements | inside ms | p50 | p95 | p99 ms | {plan.clients} clients: per second | p50 | p95 | p99 ms | visits | failed |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for cell, many in figures.items():
        if (cell.store, cell.who, cell.clients) != (store, OURS, plan.clients):
            continue
        one, cost = figures[Cell(store, cell.task, 1, OURS)], costs.get(cell.task)
        inside = f"{cost.statements} | {cost.processor_ms:.0f}" if cost else "- | -"
        lines.append(
            f"| {cell.task} | {inside} | {one.p50_ms:.0f} | {one.p95_ms:.0f} | {one.p99_ms:.0f} | {many.per_second:,.1f} "
            f"| {many.p50_ms:.0f} | {many.p95_ms:.0f} | {many.p99_ms:.0f} | {one.visits + many.visits} | {one.failed + many.failed} |"
        )
    return "\n".join(lines) + "\n"


def _beside(plan: Plan, store: str, figures: Mapping[Cell, Figures]) -> str:
    lines = [
        f"## Beside peers on {_NAMES[store]}, {plan.clients} clients",
        "",
        "| what | who | per second | p50 | p95 | p99 ms | visits | failed | ours over this |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    peers = {cell.task for cell in figures if cell.who not in {OURS, LIMIT} and cell.store == store}
    for cell, one in figures.items():
        if (cell.store, cell.clients) != (store, plan.clients) or cell.task not in peers:
            continue
        ours = figures[Cell(store, cell.task, plan.clients, OURS)].per_second
        lines.append(
            f"| {cell.task} | {cell.who} | {one.per_second:,.1f} | {one.p50_ms:.0f} | {one.p95_ms:.0f} | {one.p99_ms:.0f} "
            f"| {one.visits} | {one.failed} | {ours / one.per_second:.1f} |"
        )
    return "\n".join(lines) + "\n"


def _limits(plan: Plan, figures: Mapping[Cell, Figures]) -> str:
    nothing = next(one for cell, one in figures.items() if cell.who == LIMIT and cell.task != COMMIT)
    lines = [
        "## The physical limit",
        "",
        f"Nothing is answered {nothing.per_second:,.0f} times a second to {plan.clients} clients, p95 {nothing.p95_ms:.1f} ms.",
        "",
        "| store | raw durable commits/s | hand-offs/s, forms | commits of these, of the limit |",
        "|---|---|---|---|",
    ]
    for store in STORES:
        raw = figures[Cell(store, COMMIT, plan.clients, LIMIT)].per_second
        ours = figures[Cell(store, HAND_OFF, plan.clients, OURS)].per_second
        lines.append(f"| {_NAMES[store]} | {raw:,.0f} | {ours:,.1f} | {2 * ours / raw:.1%} |")
    return "\n".join(lines) + "\n"
