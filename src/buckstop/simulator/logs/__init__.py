"""A simulated service organisation whose log is known to the last fault: for the demo, and to measure the lens."""

from buckstop.simulator.logs.simulate import SimulatedLog, simulate
from buckstop.simulator.logs.spec import COUNTED_PLANTS, DOSES, TESTED_PLANTS, LogSpec, Truth
from buckstop.simulator.logs.write import write_csv, write_parquet, write_xes

__all__ = [
    "COUNTED_PLANTS",
    "DOSES",
    "TESTED_PLANTS",
    "LogSpec",
    "SimulatedLog",
    "Truth",
    "simulate",
    "write_csv",
    "write_parquet",
    "write_xes",
]
