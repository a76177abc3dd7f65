"""Local time for whole arrays: offsets of a time zone as a sorted table, so that days can be told without loops."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Int64Array = npt.NDArray[np.int64]

DAY_US = 86_400_000_000
# The second day of year 1 and the last of year 9999: beyond, local days cannot be told, and no case ever stood.
FIRST_US, LAST_US = -62_135_510_400_000_000, 253_402_214_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=32)
def _offset_table(zone: str, first_day: int, last_day: int) -> tuple[Int64Array, Int64Array]:
    info = ZoneInfo(zone)

    def offset_at(second: int) -> int:
        found = (_EPOCH + timedelta(seconds=second)).astimezone(info).utcoffset()
        assert found is not None
        return int(found.total_seconds())

    changes = [first_day * 86_400]
    offsets = [offset_at(changes[0])]
    for day in range(first_day, last_day + 1):
        low, high = day * 86_400, (day + 1) * 86_400
        if offset_at(high) == offsets[-1]:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if offset_at(middle) == offsets[-1]:
                low = middle
            else:
                high = middle
        changes.append(high)
        offsets.append(offset_at(high))
    return np.array(changes, np.int64) * 1_000_000, np.array(offsets, np.int64) * 1_000_000


def local_us(instants_us: Int64Array, zone: str) -> Int64Array:
    """Wall-clock microseconds in `zone` of UTC instants (same shape), exact across daylight-saving changes.

    Args:
        instants_us: between FIRST_US and LAST_US.
    """
    if zone == "UTC" or not len(instants_us):
        return instants_us
    first, last = int(instants_us.min()) // DAY_US - 1, int(instants_us.max()) // DAY_US + 1
    # Whole years keep the number of distinct tables (and the cost of building them) small over many batches.
    first, last = first - first % 366, last - last % 366 + 366
    first, last = max(first, FIRST_US // DAY_US), min(last, LAST_US // DAY_US - 1)
    changes, offsets = _offset_table(zone, first, last)
    shifted: Int64Array = instants_us + offsets[np.searchsorted(changes, instants_us, side="right") - 1]
    return shifted
