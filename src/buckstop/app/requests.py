"""What is asked of a use case and cannot be had."""

from buckstop.domain.errors import BuckstopError


class RequestError(BuckstopError):
    """What was asked cannot be done. The message says why and what to do instead; fields fill its placeholders."""

    def __init__(self, code: str, message: str, **fields: str | int) -> None:
        super().__init__(message % fields)
        self.code = code
        self.message = message
        self.fields = fields
