"""The grammar of directives: units, dates, quantities and who does what, each with its place in the text."""
