"""Who passes to whom: the whole network counted once, then cut to what a person can read."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from buckstop.lens.engine import Session
from buckstop.lens.report.data import Edge, Flow, Neighbourhood
from buckstop.lens.report.names import Names
from buckstop.lens.report.payload import OTHERS

OVERVIEW_SHOWN = 14
MATRIX_SHOWN = 40
NEIGHBOURHOODS = 120
NEIGHBOURS_SHOWN = 12
PAIRS_SHOWN = 60

Ints = npt.NDArray[np.int64]

_EDGES = """select from_holder, to_holder, count(*) as passes, count(*) filter (came_from = to_holder) as bounced
    from passes group by 1, 2 order by 3 desc, 1, 2"""


@dataclass(frozen=True)
class _Network:
    """All edges as columns, most handovers first."""

    giver: Ints
    taker: Ints
    passes: Ints
    bounced: Ints

    def take(self, rows: npt.NDArray[np.bool_] | Ints | slice) -> "_Network":
        return _Network(self.giver[rows], self.taker[rows], self.passes[rows], self.bounced[rows])

    def edges(self) -> tuple[Edge, ...]:
        columns = (self.giver.tolist(), self.taker.tolist(), self.passes.tolist(), self.bounced.tolist())
        return tuple(Edge(*values) for values in zip(*columns, strict=True))

    def merged(self, givers: Ints | None = None, takers: Ints | None = None) -> tuple[Edge, ...]:
        """Edges with every giver (taker) outside the given ones counted as `OTHERS`; None keeps all."""
        giver = self.giver if givers is None else np.where(np.isin(self.giver, givers), self.giver, OTHERS)
        taker = self.taker if takers is None else np.where(np.isin(self.taker, takers), self.taker, OTHERS)
        pairs, place = np.unique(np.stack([giver, taker]), axis=1, return_inverse=True)
        place = place.reshape(-1)
        passes = np.bincount(place, self.passes).astype(np.int64)
        bounced = np.bincount(place, self.bounced).astype(np.int64)
        order = np.lexsort((pairs[1], pairs[0], -passes))
        return _Network(pairs[0][order], pairs[1][order], passes[order], bounced[order]).edges()

    def busiest(self, count: int, side: str = "both") -> Ints:
        """The holders with the most handovers given, taken or both; equal ones by number."""
        ends = {"giver": [self.giver], "taker": [self.taker], "both": [self.giver, self.taker]}[side]
        holders, place = np.unique(np.concatenate(ends), return_inverse=True)
        load = np.bincount(place.reshape(-1), np.tile(self.passes, len(ends)))
        return holders[np.lexsort((holders, -load))[:count]]


def flow(session: Session, names: Names) -> Flow:
    """The network of handovers, aggregated to the largest holders and the rest."""
    table = session.table(_EDGES)
    network = _Network(*(table.column(i).to_numpy().astype(np.int64) for i in range(4)))
    shown = network.busiest(MATRIX_SHOWN)
    near = tuple(_neighbourhood(network, number) for number in names.order(network.busiest(NEIGHBOURHOODS).tolist()))
    overview = network.merged(network.busiest(OVERVIEW_SHOWN, "giver"), network.busiest(OVERVIEW_SHOWN, "taker"))
    among_others = sum(edge.passes for edge in overview if edge.giver == edge.taker == OTHERS)
    cells = network.merged(shown, shown)
    top_pairs = network.take(slice(PAIRS_SHOWN)).edges()
    used = [edge for edges in (overview, cells, top_pairs) for edge in edges]
    used += [edge for place in near for edge in place.arriving + place.leaving]
    everybody = len(np.union1d(network.giver, network.taker))
    numbers = {number for edge in used for number in (edge.giver, edge.taker)} - {OTHERS}
    return Flow(
        names={number: names[number] for number in sorted(numbers)},
        overview=tuple(edge for edge in overview if not edge.giver == edge.taker == OTHERS),
        among_others=among_others,
        neighbourhoods=near,
        order=seriated(shown, cells) + ((OTHERS,) if everybody > len(shown) else ()),
        cells=cells,
        top_pairs=top_pairs if names.by_value else _by_name(top_pairs, names),
        holders=everybody,
        handovers=int(network.passes.sum()),
        pairs=len(network.passes),
    )


def _by_name(edges: tuple[Edge, ...], names: Names) -> tuple[Edge, ...]:
    place = {number: i for i, number in enumerate(names.order({n for edge in edges for n in (edge.giver, edge.taker)}))}
    return tuple(sorted(edges, key=lambda edge: (place[edge.giver], place[edge.taker])))


def _neighbourhood(network: _Network, holder: int) -> Neighbourhood:
    """Edges are sorted by handovers, so the first ones of a holder are its largest."""
    arriving = network.take(network.taker == holder)
    leaving = network.take(network.giver == holder)
    return Neighbourhood(
        holder,
        arriving.merged(givers=arriving.giver[:NEIGHBOURS_SHOWN]),
        leaving.merged(takers=leaving.taker[:NEIGHBOURS_SHOWN]),
    )


def seriated(holders: Ints, cells: tuple[Edge, ...]) -> tuple[int, ...]:
    """The holders in an order that puts those with much traffic between them side by side (spectral seriation).

    Why: the Fiedler vector of the traffic graph minimises the squared distance between partners, so groups show as
    blocks. Weights are logarithms, or one busy pair would decide everything.

    Source: Atkins, Boman, Hendrickson 1998, SIAM J. Comput. 28(1), 297-310.
    """
    numbers = np.sort(holders)
    if len(numbers) < 3:
        return tuple(numbers.tolist())
    place = {number: i for i, number in enumerate(numbers.tolist())}
    weight = np.zeros((len(numbers), len(numbers)))
    for cell in cells:
        if cell.giver in place and cell.taker in place:
            weight[place[cell.giver], place[cell.taker]] += np.log1p(cell.passes)
    weight += weight.T
    # A whiff of traffic between all keeps separate groups in one graph, where the vector is defined.
    weight += 1e-3 * max(float(weight.mean()), 1e-9)
    np.fill_diagonal(weight, 0)
    laplacian = np.diag(weight.sum(axis=1)) - weight
    vector = np.round(np.linalg.eigh(laplacian)[1][:, 1], 9)
    if vector[0] > vector[-1]:  # an eigenvector has no sign of its own
        vector = -vector
    return tuple(numbers[np.lexsort((numbers, vector))].tolist())
