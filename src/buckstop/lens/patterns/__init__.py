"""Buck-passing patterns, one detector in one file. Adding a file here is the whole act of adding a pattern.

Left out on purpose: collective stalling (every holder inside its budget and yet the case late, or all idle at once).
An imported log tells neither agreed budgets nor who was free to work, so idleness cannot be told from a lack of work;
naming it would accuse people of what the data cannot show.
"""
