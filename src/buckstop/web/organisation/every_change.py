"""Every change of the organisation that a page offers, by its part of the address."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.web.organisation import changes, duty_changes, whole_changes
from buckstop.web.organisation.changes import Change

CHANGES: Mapping[str, Change] = MappingProxyType(
    {**changes.CHANGES, **{one.slug: one for one in (*duty_changes.CHANGES, *whole_changes.CHANGES)}}
)
