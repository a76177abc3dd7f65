"""How often the screen is right: measured on simulated worlds whose faults are known."""

from buckstop.simulator.accuracy.worlds import accuracy

__all__ = ["accuracy"]
