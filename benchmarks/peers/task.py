"""The frame of a peer's script: reads FOLDER and its spec, times the work after all imports, prints one line of JSON."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def run(work: Callable[[Path, dict[str, Any]], dict[str, Any]]) -> None:
    """Time one piece of work on the folder named on the command line."""
    folder = Path(sys.argv[1])
    spec = json.loads((folder / "spec.json").read_text(encoding="utf-8"))
    start, busy = time.perf_counter(), time.process_time()
    answer = work(folder, spec)
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    print(json.dumps({"seconds": seconds, "processor": processor, "answer": answer}))
