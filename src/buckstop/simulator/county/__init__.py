"""A county that lives in a ledger: units with posts, people with habits, decisions, requests, and a quarter of work.

It writes through the one door like everybody else, so that whatever it does, a county could have done.
"""

from buckstop.simulator.county.cast import Cast, County
from buckstop.simulator.county.founding import FoundingError
from buckstop.simulator.county.habits import Habit
from buckstop.simulator.county.life import Lived, live
from buckstop.simulator.county.people import DemoPerson, demo_people
from buckstop.simulator.county.spec import SCALES, CountySpec

__all__ = [
    "SCALES",
    "Cast",
    "County",
    "CountySpec",
    "DemoPerson",
    "FoundingError",
    "Habit",
    "Lived",
    "demo_people",
    "live",
]
