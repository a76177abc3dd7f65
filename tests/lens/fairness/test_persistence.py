"""Two of three windows, as a table."""

import pytest

from buckstop.lens.fairness.persistence import persists, points_the_same_way


@pytest.mark.parametrize(
    ("windows", "verdict"),
    [
        ((True, True, True), True),
        ((True, False, True), True),
        ((True, True, None), True),
        ((True, False, False), False),
        ((True, None, None), False),
        ((None, None, None), False),
    ],
)
def test_what_shows_in_two_of_three_windows_persists(windows: tuple[bool | None, ...], verdict: bool) -> None:
    assert persists(windows) is verdict


@pytest.mark.parametrize(("p", "says"), [(0.049, True), (0.05, False), (1.0, False), (None, None)])
def test_a_window_points_the_same_way_below_one_twentieth(p: float | None, says: bool | None) -> None:
    assert points_the_same_way(p) is says
