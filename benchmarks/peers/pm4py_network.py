"""The network of pm4py: load the Parquet log, discover handover of work. It tells no hours, runs or returns."""

from pathlib import Path
from typing import Any

import pandas as pd
import pm4py
from task import run


def work(folder: Path, spec: dict[str, Any]) -> dict[str, Any]:
    """Edges of the network."""
    frame = pd.read_parquet(folder / "log.parquet")
    frame = pm4py.format_dataframe(frame, case_id=spec["case"], activity_key="concept:name", timestamp_key=spec["time"])
    network = pm4py.discover_handover_of_work_network(frame, resource_key=spec["unit"])
    return {"edges": len(network.connections)}


run(work)
