"""The keys a mapping file may hold, and what kind of value each takes. One place for reader, writer and manual."""

from enum import StrEnum

from buckstop.lens.mapping import State

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMED_FORMATS = ("iso", "epoch_s", "epoch_ms", "excel", "native")


class Shape(StrEnum):
    """What a key takes. The value is the code of the issue raised when the file gives something else."""

    TEXT = "mapping.not_text"
    TEXTS = "mapping.not_texts"
    WHOLE = "mapping.not_whole"
    NUMBER = "mapping.not_number"
    FLAG = "mapping.not_flag"
    DAYS = "mapping.not_weekdays"
    PAIRS = "mapping.not_pairs"


_TIME = {"column": Shape.TEXT, "format": Shape.TEXT, "zone": Shape.TEXT}
_STATES = {state.value: Shape.TEXTS for state in State}

# Table ("" = top of the file) -> key -> what it takes. The order is the order of a written file.
SCHEMA: dict[str, dict[str, Shape]] = {
    "": {"name": Shape.TEXT, "notes": Shape.TEXT},
    "columns": {
        "case": Shape.TEXT,
        "unit": Shape.TEXT,
        "person": Shape.TEXT,
        "activity": Shape.TEXT,
        "sequence": Shape.TEXT,
        "case_type": Shape.TEXT,
        "features": Shape.TEXTS,
        "demander": Shape.TEXT,
        "subject": Shape.TEXT,
        "keep": Shape.TEXTS,
        "persons": Shape.TEXTS,
    },
    "time": _TIME,
    "due": _TIME,
    "state": {"column": Shape.TEXT, **_STATES, "advancing": Shape.TEXTS, "min_work_minutes": Shape.WHOLE},
    "holders": {"robots": Shape.TEXTS, "queues": Shape.TEXTS, "placeholders": Shape.TEXTS, "uncharged": Shape.TEXTS},
    "line": {"column": Shape.TEXT, "pattern": Shape.TEXT, "order": Shape.TEXTS},
    "calendar": {"country": Shape.TEXT, "opens": Shape.NUMBER, "closes": Shape.NUMBER, "workdays": Shape.DAYS},
    "values": {"null": Shape.TEXTS},
    "changes": {
        "field": Shape.TEXT,
        "old": Shape.TEXT,
        "new": Shape.TEXT,
        "started": Shape.TEXT,
        "columns": Shape.PAIRS,
    },
    "xes": {"fill_defaults": Shape.FLAG},
}
