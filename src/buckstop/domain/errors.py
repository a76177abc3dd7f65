"""The root of every exception of ours. Each one is defined beside the code that raises it."""


class BuckstopError(Exception):
    """The world failed (a file, a disk, a library): the message says what, where and what to do."""
