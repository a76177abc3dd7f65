"""Who passes to whom: every handover counted once, however the picture is cut."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from buckstop.lens.examples import open_example, store_example
from buckstop.lens.pattern import Cases, Example
from buckstop.lens.report.data import Edge, Flow, ReportData
from buckstop.lens.report.flow import MATRIX_SHOWN, flow, seriated
from buckstop.lens.report.names import shown_names
from buckstop.lens.report.payload import OTHERS
from tests.lens.report.reports import Screened


def flow_of(report: ReportData) -> Flow:
    assert report.flow is not None
    return report.flow


def test_matrix_and_overview_count_every_handover_once(units: Screened, unit_report: ReportData) -> None:
    network = flow_of(unit_report)
    assert network.handovers == units.facts.handovers
    assert sum(cell.passes for cell in network.cells) == units.facts.handovers
    assert sum(edge.passes for edge in network.overview) + network.among_others == units.facts.handovers
    assert network.pairs == units.facts.distinct_edges
    assert sum(edge.bounced for edge in network.cells) == units.facts.aba_occurrences


def test_a_neighbourhood_holds_all_that_a_holder_gave_and_took(unit_report: ReportData) -> None:
    network = flow_of(unit_report)
    for place in network.neighbourhoods:
        gave = sum(cell.passes for cell in network.cells if cell.giver == place.holder)
        took = sum(cell.passes for cell in network.cells if cell.taker == place.holder)
        assert sum(edge.passes for edge in place.leaving) == gave
        assert sum(edge.passes for edge in place.arriving) == took


def test_every_number_in_the_picture_has_a_name(unit_report: ReportData) -> None:
    network = flow_of(unit_report)
    edges = [*network.overview, *network.cells, *network.top_pairs]
    edges += [edge for place in network.neighbourhoods for edge in place.arriving + place.leaving]
    assert {n for edge in edges for n in (edge.giver, edge.taker)} - {OTHERS} <= network.names.keys()


def test_persons_are_listed_by_pseudonym_and_units_by_handovers(
    unit_report: ReportData, person_report: ReportData
) -> None:
    passes = [edge.passes for edge in flow_of(unit_report).top_pairs]
    assert passes == sorted(passes, reverse=True)
    people = flow_of(person_report)
    numbers = [int(people.names[edge.giver].split()[1]) for edge in people.top_pairs]
    assert numbers == sorted(numbers)
    assert all(name.startswith("Person ") for name in people.names.values())


def test_more_holders_than_a_picture_holds_are_cut_to_the_largest_and_the_rest(tmp_path: Path) -> None:
    """One desk passes 1 case to the first of 60 others, 2 to the second, and so on."""
    cases = tuple(Cases(i, f"Desk:queued+0 Office{i}:working+5 Office{i}:done+9") for i in range(1, 61))
    store = store_example(Example("a desk that passes to many", cases), tmp_path)
    with open_example(store) as session:
        names = shown_names(session, str, "en", show_persons=False)
        network = flow(session, names)
    assert (len(network.order), network.order[-1], network.holders) == (MATRIX_SHOWN + 1, OTHERS, 61)
    assert sum(cell.passes for cell in network.cells) == sum(range(1, 61)) == network.handovers
    assert [cell.passes for cell in network.cells if cell.taker == OTHERS] == [sum(range(1, 22))]


def test_groups_that_deal_with_each_other_stand_together() -> None:
    groups = [(0, 3, 6), (1, 4, 7), (2, 5, 8)]
    cells = tuple(Edge(a, b, 50, 0) for group in groups for a in group for b in group if a != b)
    bridges = (Edge(0, 1, 2, 0), Edge(4, 2, 2, 0))
    order = seriated(np.arange(9), cells + bridges)
    blocks = [{order.index(member) // 3 for member in group} for group in groups]
    assert all(len(block) == 1 for block in blocks)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 99)), max_size=30))
def test_seriation_keeps_everybody_and_does_not_depend_on_the_order_of_edges(edges: list[tuple[int, int, int]]) -> None:
    cells = tuple(Edge(a, b, n, 0) for a, b, n in edges)
    order = seriated(np.arange(10), cells)
    assert sorted(order) == list(range(10))
    assert seriated(np.arange(10)[::-1].copy(), cells) == order
