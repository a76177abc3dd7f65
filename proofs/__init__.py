"""Proofs by machine: what tests sample is searched to the end here, on the real code."""
