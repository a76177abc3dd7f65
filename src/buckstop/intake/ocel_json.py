"""OCEL 2.0 in JSON, read item by item."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from buckstop.i18n import gettext_noop as _
from buckstop.intake.byte_source import ByteSource
from buckstop.intake.json_stream import Json, top_level_items
from buckstop.intake.ocel_model import OcelEvent, OcelObject, Survey
from buckstop.intake.raw import Progress, UnreadableLogError

_ARRAYS = frozenset({"events", "objects"})


@dataclass(frozen=True)
class JsonOcel:
    """An OCEL 2.0 JSON file. Each pass reads the file anew, so that nothing but one item is in memory."""

    source: ByteSource

    def survey(self) -> Survey:
        """The objects and how many events touch each.

        Refuses: `ocel.version_1`, `ocel.not_ocel`, and what `top_level_items` refuses.
        """
        seen = set()
        objects: list[OcelObject] = []
        touches: Counter[str] = Counter()
        for key, item in top_level_items(self.source, _ARRAYS):
            seen.add(key)
            found = _dict(item)
            if key == "objects":
                attributes = _earliest(found.get("attributes"))
                objects.append(OcelObject(_text(found.get("id")), _text(found.get("type")), attributes))
            elif key == "events":
                touches.update({object_id for object_id, _qualifier in _relations(found)})
        if any(key.startswith("ocel:") for key in seen):
            raise UnreadableLogError(
                "ocel.version_1",
                _("%(file)s is an object-centric log of version 1: export it as OCEL 2.0 JSON or SQLite."),
                file=self.source.name,
            )
        if not {"objectTypes", "eventTypes", "events", "objects"} & seen:
            raise UnreadableLogError(
                "ocel.not_ocel",
                _("%(file)s is JSON, but has neither events nor objects: export the log as CSV, XES or OCEL 2.0."),
                file=self.source.name,
            )
        return Survey(objects, touches)

    def events(self, progress: Progress | None = None) -> Iterator[OcelEvent]:
        """The events, in the order of the file."""
        for key, item in top_level_items(self.source, _ARRAYS, progress):
            if key == "events":
                found = _dict(item)
                yield OcelEvent(
                    _text(found.get("id")),
                    _text(found.get("type")),
                    _text(found.get("time")),
                    {_text(a.get("name")): _text(a.get("value")) for a in _dicts(found.get("attributes"))},
                    _relations(found),
                )


def _relations(event: dict[str, Json]) -> list[tuple[str, str]]:
    return [
        (_text(relation.get("objectId")), _text(relation.get("qualifier")))
        for relation in _dicts(event.get("relationships"))
    ]


def _earliest(attributes: Json) -> dict[str, str]:
    """Attributes of an object with the value they had first."""
    values: dict[str, tuple[str, str]] = {}
    for attribute in _dicts(attributes):
        name, at, value = (_text(attribute.get(part)) for part in ("name", "time", "value"))
        if name not in values or at < values[name][0]:
            values[name] = (at, value)
    return {name: value for name, (_at, value) in values.items()}


def _dict(item: Json) -> dict[str, Json]:
    return item if isinstance(item, dict) else {}


def _dicts(items: Json) -> list[dict[str, Json]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _text(value: Json) -> str:
    """The text of a value; "" for none. Numbers are texts already."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
