"""`python -m proofs`: search the protocol to the end, take guards out, kill processes; write docs/reference/proofs.md."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from proofs.faults import STORES, Figures, measure
from proofs.faults_page import chapter
from proofs.mutations import MUTATIONS, Mutation, kill
from proofs.page import HEADING, defects, page, row, total
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
    chapters: dict[str, list[Verdict]] = {}
    for title, verdict in judge_all(processes):
        if title not in chapters:
            print(f"{title}\n{HEADING}", flush=True)
        chapters.setdefault(title, []).append(verdict)
        print(f"{row(verdict)} {verdict.seconds:.0f} s", flush=True)
    print(total([verdict for verdicts in chapters.values() for verdict in verdicts]))
    return list(chapters.items())


def _mutations() -> list[tuple[Mutation, bool]]:
    found = kill(MUTATIONS)
    print(defects(found), flush=True)
    return found


def _faults(kills: int, stores: Sequence[str]) -> Figures:
    found = measure(kills, stores, lambda line: print(line, flush=True))
    print(chapter(found), flush=True)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
