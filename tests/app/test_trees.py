"""A directive's tree: every part, with its lights, and doors that stay closed to who may not read what is behind."""

from datetime import date

from buckstop.app.lists import reading_of
from buckstop.app.queries import matter_page
from buckstop.app.trees import Node, directive_tree
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands import accountability
from buckstop.domain.matter.words import Phase, Terms, Visibility
from buckstop.domain.seeing import Extent
from tests.app.staged import AUDIT, COUNTY, DAY, ROADS, TOWN, VILLAGE, WATER, Stage, head, stage


def delegated(
    county: Stage, whole: str, part: str, giver: UnitId, to: UnitId, visibility: Visibility = Visibility.INTERNAL
) -> None:
    command = accountability.DelegatePart(
        matter=MatterId(whole),
        part=MatterId(part),
        to=to,
        title=part,
        terms=Terms(goal="g", visibility=visibility),
        deadline_date=None if county.matter(whole).deadline is None else date(2026, 3, 9),
    )
    county.do(giver, command)
    offer = county.matter(part).offer
    assert offer is not None
    county.do(to, accountability.AcceptOffer(matter=MatterId(part), offer=offer.offer))
    county.do(to, accountability.ClaimMatter(matter=MatterId(part)))


def a_directive(visibility: Visibility = Visibility.INTERNAL) -> Stage:
    county = stage()
    whole = county.open("top", deadline_date=date(2026, 3, 12), terms=Terms(goal="g", visibility=visibility))
    county.do(COUNTY, accountability.ClaimMatter(matter=whole))
    delegated(county, "top", "a", COUNTY, TOWN)
    delegated(county, "top", "b", COUNTY, WATER)
    delegated(county, "a", "c", TOWN, VILLAGE)
    return county


def drawn(node: Node) -> tuple[object, ...]:
    return (node.id, node.extent, *(drawn(part) for part in node.parts))


def tree(county: Stage, reader: UnitId | None, top: str = "top") -> Node | None:
    reading = None
    if reader is not None:
        reading = reading_of(county.ledger.organisation(), head(reader).person, county.ledger.now())
    found = directive_tree(county.ledger, MatterId(top), reading)
    assert found is None or found.left_out == 0
    return found.root if found else None


def test_who_may_read_everything_sees_every_part_with_its_lights() -> None:
    county = a_directive()
    county.later(30 * DAY)
    root = tree(county, None)
    assert root is not None
    whole, open_ = Extent.WHOLE, "top"
    assert drawn(root) == (open_, whole, ("a", whole, ("c", whole)), ("b", whole))
    page = matter_page(county.ledger, MatterId("top"))
    assert page is not None
    assert root.lights == page.axes.lights
    assert root.lights
    assert (root.holder, root.phase) == (COUNTY, Phase.SETTLED)


def test_of_a_restricted_part_only_holder_and_phase_are_told_to_who_reads_the_whole() -> None:
    county = stage()
    whole = county.open("top", unit=TOWN)
    county.do(TOWN, accountability.ClaimMatter(matter=whole))
    delegated(county, "top", "a", TOWN, VILLAGE, visibility=Visibility.RESTRICTED)
    root = tree(county, COUNTY)
    assert root is not None
    (door,) = root.parts
    assert (door.extent, door.row, door.lights) == (Extent.NOTHING, None, ())
    assert (door.holder, door.phase) == (VILLAGE, Phase.SETTLED)


def test_who_holds_a_part_reads_the_outline_of_what_is_above_it_and_nothing_beside_it() -> None:
    county = a_directive(Visibility.RESTRICTED)
    root = tree(county, VILLAGE)
    assert root is not None
    above = Extent.OUTLINE
    assert drawn(root) == ("top", above, ("a", above, ("c", Extent.WHOLE)), ("b", Extent.NOTHING))
    assert root.row is not None
    assert root.lights == ()
    assert root.parts[1].holder == WATER


def test_a_stranger_sees_no_tree_and_of_nothing_there_is_none() -> None:
    county = a_directive()
    assert tree(county, ROADS) is None
    assert tree(county, AUDIT) is None
    assert tree(county, None, top="none") is None


def test_the_tree_of_a_part_is_asked_for_by_its_top() -> None:
    assert tree(a_directive(), None, top="a") is None
