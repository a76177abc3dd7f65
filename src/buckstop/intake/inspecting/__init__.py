"""The guesser: what a foreign log seems to say, with reasons and doubts. It proposes; a person decides."""

from buckstop.intake.inspecting.draft import SAMPLE_ROWS, inspect
from buckstop.intake.inspecting.holders import names_persons
from buckstop.intake.inspecting.model import UNSURE, ColumnNote, Guess, Inspection, Reason

__all__ = ["SAMPLE_ROWS", "UNSURE", "ColumnNote", "Guess", "Inspection", "Reason", "inspect", "names_persons"]
