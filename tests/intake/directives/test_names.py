"""Names of units as officials write them, resolved only where one unit fits."""

import pytest

from buckstop.domain.ids import UnitId
from buckstop.intake.directives.names import UnitEntry, UnitNames, abbreviates
from tests.intake.directives.shown import asked, only


def entry(unit: str, name: str, *aliases: str, former: tuple[str, ...] = ()) -> UnitEntry:
    return UnitEntry(UnitId(unit), name, aliases, former)


COUNTY = (
    entry("gov", "清水县人民政府"),
    entry("office", "清水县人民政府办公室"),
    entry("housing", "清水县住房和城乡建设局"),
    entry("market", "清水县市场监督管理局"),
    entry("health", "清水县卫生健康局", former=("清水县卫生和计划生育局",)),
    entry("disabled", "清水县残疾人联合会"),
    entry("pingan", "平安镇人民政府"),
    entry("power", "国网清水县供电公司"),
    entry("water", "清水县水务局"),
    UnitEntry(UnitId("old"), "清水县水利局", (), (), active=False, successor=UnitId("water")),
    UnitEntry(UnitId("gone"), "清水县物资局", (), (), active=False),
    entry("roads", "Qingshui County Roads Department"),
    entry("finance", "County Bureau of Finance"),
)
NAMES = UnitNames.of(COUNTY)


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("清水县住房和城乡建设局", "housing"),
        ("县住房和城乡建设局", "housing"),
        ("县住建局", "housing"),
        ("住建局", "housing"),
        ("清水县住建局", "housing"),
        ("我县住建局", "housing"),
        ("县市场监管局", "market"),
        ("市监局", "market"),
        ("县残联", "disabled"),
        ("县政府", "gov"),
        ("清水县", "gov"),
        ("县政府办", "office"),
        ("县政府办公室", "office"),
        ("平安镇", "pingan"),
        ("平安镇政府", "pingan"),
        ("县供电公司", "power"),
        ("县 水务局", "water"),
        ("county roads department", "roads"),
        ("Roads Department", "roads"),
        ("County Finance Bureau", "finance"),
    ],
)
def test_a_name_is_resolved_as_officials_write_it(words: str, unit: str) -> None:
    found = NAMES.resolve(words)
    assert (found.unit, found.renamed, found.candidates) == (unit, False, ())


@pytest.mark.parametrize(("words", "unit"), [("县水利局", "water"), ("县卫生和计划生育局", "health")])
def test_a_former_name_leads_to_who_answers_now(words: str, unit: str) -> None:
    found = NAMES.resolve(words)
    assert (found.unit, found.renamed) == (unit, True)


@pytest.mark.parametrize("words", ["市住建局", "省住房和城乡建设局", "邻水县住建局", "县教育局", "县物资局", "李四"])
def test_a_name_of_somebody_else_is_resolved_to_nobody(words: str) -> None:
    assert NAMES.resolve(words).unit is None


def test_where_two_units_fit_none_is_chosen() -> None:
    names = UnitNames.of([*COUNTY, entry("housing2", "清水县住宅建筑局")])
    found = names.resolve("县住建局")
    assert (found.unit, found.several, set(found.candidates)) == (None, True, {"housing", "housing2"})


def test_an_exact_name_goes_before_an_abbreviation() -> None:
    names = UnitNames.of([*COUNTY, entry("housing2", "清水县住建局")])
    assert names.resolve("县住建局").unit == "housing2"


def test_a_misspelt_name_has_its_neighbours_as_candidates() -> None:
    found = NAMES.resolve("县水务居")
    assert (found.unit, found.several) == (None, False)
    assert found.candidates[0] == "water"


def test_an_entry_may_be_a_plain_tuple() -> None:
    names = UnitNames.of([(UnitId("w"), "县水务局", (), (), True, None)])
    assert names.resolve("县水务局").unit == "w"


def test_a_circle_of_successors_ends() -> None:
    names = UnitNames.of(
        [
            UnitEntry(UnitId("a"), "县甲局", (), (), active=False, successor=UnitId("b")),
            UnitEntry(UnitId("b"), "县乙局", (), (), active=False, successor=UnitId("a")),
        ]
    )
    assert names.resolve("县甲局").unit is None


@pytest.mark.parametrize(
    ("short", "full", "fits"),
    [
        ("住建局", "住房和城乡建设局", True),
        ("人社局", "人力资源和社会保障局", True),
        ("建住局", "住房和城乡建设局", False),
        ("住建委", "住房和城乡建设局", False),
        ("局", "水务局", False),
        ("housing bureau", "housing and urban development bureau", True),
        ("housing office", "housing and urban development bureau", False),
    ],
)
def test_an_abbreviation_keeps_order_and_both_ends(short: str, full: str, fits: bool) -> None:
    assert abbreviates(short, full) is fits


def test_units_of_an_item_are_resolved_or_asked_about() -> None:
    item = only("1.改路。(牵头单位:县住建局;配合单位:县水利局、县教育局、各街道,8月底前)", NAMES)
    assert item.lead is not None
    assert item.lead.unit == "housing"
    assert [(unit.unit, unit.renamed) for unit in item.supports] == [("water", True), (None, False), (None, False)]
    assert asked(item) == ["renamed_unit", "unknown_unit"]
    assert not any(question.blocking for question in item.questions)


def test_an_unknown_lead_must_be_named_before_anything_is_opened() -> None:
    item = only("1.改路。(牵头单位:县教育局,8月底前)", NAMES)
    assert [(question.asked, question.blocking) for question in item.questions] == [("unknown_unit", True)]
