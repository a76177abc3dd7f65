"""Benchmarks: Buckstop, its peers and the physical limit on the same logs, each in a process of its own."""
