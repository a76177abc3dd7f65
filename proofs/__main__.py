"""`python -m proofs`: search the protocol to the end, take guards out, and write docs/reference/proofs.md."""

import argparse
from pathlib import Path

from proofs.mutations import MUTATIONS, Mutation, kill
from proofs.page import defects, page, said, table
from proofs.protocol import Verdict, judge_all

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "proofs.md"


def main() -> int:
    """Prove what was asked for; 1 if anything does not hold."""
    parser = argparse.ArgumentParser(prog="python -m proofs", description=__doc__)
    parser.add_argument("what", choices=("protocol", "mutations", "all"), help="all: both, and write the page")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, default=PAGE, help="the page that `all` writes")
    asked = parser.parse_args()
    chapters = [] if asked.what == "mutations" else _protocol(asked.processes)
    mutations = [] if asked.what == "protocol" else _mutations()
    if asked.what == "all":
        asked.out.write_text(page(chapters, mutations), encoding="utf-8")
        print(f"Written: {asked.out.name}")
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


if __name__ == "__main__":
    raise SystemExit(main())
