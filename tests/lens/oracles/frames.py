"""Real logs as pandas frames, read and counted here a second time: no code of the lens, the intake or the mappings."""

import gzip
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.parsers import expat

import pandas as pd


def xes_frame(path: Path, wanted: Iterable[str], *, defaults: bool = False) -> pd.DataFrame:
    """Events of an XES file with the attributes asked for as texts, None where absent; `case` from the trace.

    Args:
        wanted: event attributes; one with "case:" before it is a trace attribute.
        defaults: fill what is absent with the event defaults that the file declares.
    """
    names = list(wanted)
    keep = {"time:timestamp", "case:concept:name", *names}
    events: list[dict[str, str]] = []
    trace: dict[str, str] = {}
    event: dict[str, str] | None = None
    declared: dict[str, str] = {}
    inside: list[str] = []
    first, scope = 0, ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal event, first, scope
        if tag == "event":
            event = {}
        elif tag == "trace":
            trace.clear()
            first = len(events)
        elif "key" in attributes and "value" in attributes:
            key, value = attributes["key"], attributes["value"]
            if inside[-1] == "event" and event is not None and key in keep:
                event[key] = value
            elif inside[-1] == "trace" and "case:" + key in keep:
                trace["case:" + key] = value
            elif inside[-1] == "global" and scope == "event":
                declared[key] = value
        elif tag == "global":
            scope = attributes.get("scope", "")
        inside.append(tag)

    def end(tag: str) -> None:
        nonlocal event
        inside.pop()
        if tag == "event" and event is not None:
            events.append(event)
            event = None
        elif tag == "trace":
            for place in range(first, len(events)):
                events[place] = events[place] | trace

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    with gzip.open(path) as file:
        parser.ParseFile(file)
    filled = [declared | each for each in events] if defaults else events
    columns = {name: [each.get(name) for each in filled] for name in names}
    frame = pd.DataFrame(columns, dtype=object)
    frame["case"] = [each["case:concept:name"] for each in events]
    frame["time"] = pd.to_datetime([each["time:timestamp"] for each in events], utc=True, format="ISO8601")
    return frame


def csv_frame(path: Path) -> pd.DataFrame:
    """The one CSV of a zip archive, every cell a text, "?" absent; a repeated column name gets ".1"."""
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
        frame = pd.read_csv(file, dtype=str, na_values=["?"], keep_default_na=False)
    return frame.astype(object).where(frame.notna(), None)


def stays(frame: pd.DataFrame, column: str, nobody: Iterable[str] = ()) -> pd.DataFrame:
    """One row per run, with the distance to the holder's last run of the case (NaN where there is none).

    Args:
        frame: columns case and time; rows in file order. Events of one instant keep that order.
        nobody: names that never hold.
    """
    ordered = frame.sort_values(["case", "time"], kind="stable")
    held = ordered[ordered[column].notna() & ~ordered[column].isin(list(nobody))]
    again = (held["case"] == held["case"].shift()) & (held[column] == held[column].shift())
    runs = held[~again].copy()
    runs["holder"] = runs[column]
    runs["run_no"] = runs.groupby("case", sort=False).cumcount()
    runs["return_length"] = runs.groupby(["case", "holder"], sort=False)["run_no"].diff()
    return runs


def counted(runs: pd.DataFrame) -> dict[str, object]:
    """The figures of `Facts` that follow from runs alone."""
    lengths = runs["return_length"].dropna().clip(upper=5).astype(int).value_counts().sort_index()
    passed = runs["case"].duplicated()
    edges = set(zip(runs["holder"].shift()[passed], runs["holder"][passed], strict=True))
    return {
        "cases_with_holder": int(runs["case"].nunique()),
        "units": int(runs["holder"].nunique()),
        "handovers": int(passed.sum()),
        "cases_with_handover": int(runs["case"][passed].nunique()),
        "distinct_edges": len(edges),
        "aba_cases": int(runs["case"][runs["return_length"] == 2].nunique()),
        "aba_occurrences": int((runs["return_length"] == 2).sum()),
        "return_cases": int(runs["case"][runs["return_length"].notna()].nunique()),
        "returns": int(runs["return_length"].notna().sum()),
        "returns_by_length": {str(length): int(count) for length, count in lengths.items()},
    }


def hours(frame: pd.DataFrame, until_first: Iterable[str], column: str) -> pd.DataFrame:
    """Ordered events with `hours` to the next event of the case and `before`: not yet after the first of these values."""
    ordered = frame.sort_values(["case", "time"], kind="stable").copy()
    following = ordered.groupby("case", sort=False)["time"].shift(-1)
    ordered["hours"] = (following - ordered["time"]).dt.total_seconds().fillna(0) / 3600
    done = ordered[column].isin(list(until_first))
    ordered["before"] = ~done.groupby(ordered["case"], sort=False).cummax()
    return ordered
