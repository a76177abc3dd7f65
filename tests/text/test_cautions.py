"""Every caution has its sentence, with its fields in it."""

from datetime import UTC, date, datetime

import pytest

from buckstop.app.cautions import Caution, CautionCode
from buckstop.app.rulepacks import shipped_pack
from buckstop.domain.ids import UnitId
from buckstop.text.catalogue import translator
from buckstop.text.cautions import CAUTION_SENTENCES, caution_sentence
from buckstop.text.readers import Reader
from tests.app.staged import a_calendar
from tests.worlds import WATER_BUREAU, county

READER = Reader(translator("en"), "en", county(), a_calendar(), shipped_pack("zh_CN"))


def test_each_has_a_sentence() -> None:
    assert set(CAUTION_SENTENCES) == set(CautionCode)


@pytest.mark.parametrize(
    ("caution", "said"),
    [
        (
            Caution.of(CautionCode.HOLDS_ALREADY, unit=UnitId(WATER_BUREAU), count=3),
            "Open matters with 县水务局 already: 3.",
        ),
        (
            Caution.of(CautionCode.WAIT_NEAR_DEADLINE, due=datetime(2026, 3, 2, 1, 0, tzinfo=UTC)),
            "The deadline is near (2026-03-02 09:00): a wait begun now is shown as such wherever the matter is judged.",
        ),
        (
            Caution.of(CautionCode.DAY_NOT_WORKED, day=date(2026, 3, 7)),
            "2026-03-07 is no working day. The deadline ends with that day all the same.",
        ),
    ],
)
def test_units_instants_and_days_are_said_as_readers_know_them(caution: Caution, said: str) -> None:
    assert caution_sentence(caution, READER) == said
