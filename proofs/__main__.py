"""`python -m proofs`: search the protocol to the end, take guards out, kill processes; write docs/reference/proofs.md."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from proofs.faults import STORES, Figures, measure
from proofs.faults_page import chapter
from proofs.mutations import MUTATIONS, Mutation, kill
from proofs.page import defects, page, said, table
from proofs.protocol import Verdict, judge_all

PARTS = ("protocol", "mutations", "faults")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "proofs.md"


def main() -> int:
    """Prove what was asked for; 1 if anything does not hold."""
    parser = argparse.ArgumentParser(prog="python -m proofs", description=__doc__)
    parser.add_argument("what", choices=(*PARTS, "all"), help="all: these three, and write the page")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, default=PAGE, help="the page that `all` writes")
    parser.add_argument("--kills", type=int, default=60, help="processes killed on each store")
    parser.add_argument("--store", choices=STORES, action="append", help="on which faults are tried; both without it")
    asked = parser.parse_args()
    wanted = PARTS if asked.what == "all" else (asked.what,)
    chapters = _protocol(asked.processes) if "protocol" in wanted else []
    mutations = _mutations() if "mutations" in wanted else []
    faults = _faults(asked.kills, asked.store or STORES) if "faults" in wanted else None
    if asked.what == "all":
        assert faults is not None
        asked.out.write_text(f"{page(chapters, mutations)}\n{chapter(faults)}", encoding="utf-8")
        print(f"Written: {asked.out.name}")
    if faults is not None and faults.wrong:
        return 1
    sound = all(verdict.holds for _, verdicts in chapters for verdict in verdicts)
    return 0 if sound and all(failed for _, failed in mutations) else 1


def _protocol(processes: int) -> list[tuple[str, list[Verdict]]]:
    chapters = []
    for title, verdicts in judge_all(processes):
        print(f"{title}\n{table(verdicts)}")
        print(f"{sum(verdict.seconds for verdict in verdicts):.0f} s of one core\n", flush=True)
        chapters.append((title, verdicts))
        for verdict in verdicts:
            if not verdict.holds:
                print(f"{verdict.plan.shape.name}, k = {verdict.plan.moves}: {said(verdict)}", flush=True)
    return chapters


def _mutations() -> list[tuple[Mutation, bool]]:
    found = kill(MUTATIONS)
    print(defects(found), flush=True)
    return found


def _faults(kills: int, stores: Sequence[str]) -> Figures:
    found = measure(kills, stores)
    print(chapter(found), flush=True)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
