"""pm4py: read the XES log with its default pure-Python reader."""

from pathlib import Path
from typing import Any

import pm4py
from task import run


def work(folder: Path, _: dict[str, Any]) -> dict[str, Any]:
    """Rows read."""
    return {"rows": len(pm4py.read_xes(str(folder / "log.xes"), variant="iterparse"))}


run(work)
