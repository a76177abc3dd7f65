"""A browser without eyes: one kept connection, cookies, forms with what is hidden in them."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

_INPUT = re.compile(r"<input\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w@:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class WrongAnswerError(Exception):
    """A server answered what no measurement may count."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said.

    Args:
        location: where it sends on; empty where it does not.
    """

    status: int
    location: str
    text: str


class Browser:
    """Somebody at a server of this machine.

    Args:
        cookies: of a sign-in that was done before.
        headers: sent with every request.
    """

    def __init__(
        self, port: int, cookies: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        origin = f"http://127.0.0.1:{port}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        usual = {"Accept-Language": "en", "Referer": f"{origin}/", "Origin": origin}
        self._headers = usual | dict(headers or {})
        self.cookies = dict(cookies or {})

    def get(self, path: str, wanted: int = 200) -> Answer:
        """A page.

        Raises:
            WrongAnswerError: another status than the wanted one.
        """
        return self._ask("GET", path, None, {}, wanted)

    def post(self, path: str, fields: Mapping[str, str], wanted: int) -> Answer:
        """A form that is sent."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields).encode(), headers, wanted)

    def put(self, path: str, body: bytes, headers: Mapping[str, str], wanted: int = 200) -> Answer:
        """JSON to an interface for programs."""
        given = {"Content-Type": "application/json", **headers}
        return self._ask("PUT", path, body, given, wanted)

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], wanted: int) -> Answer:
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        sent = {**self._headers, **(cookie if self.cookies else {}), **headers}
        try:
            self._connection.request(method, path, body, sent)
            response = self._connection.getresponse()
        except ConnectionError:
            if method != "GET":
                raise
            # A server ends a connection nobody used for a while; browsers look again at once.
            self._connection.close()
            self._connection.request(method, path, body, sent)
            response = self._connection.getresponse()
        text = response.read().decode(errors="replace")
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.status != wanted:
            raise WrongAnswerError(f"{method} {path}: {response.status} instead of {wanted}\n{text[:2000]}")
        return Answer(response.status, response.headers.get("Location", ""), text)


def hidden(page: str, last: str = "") -> dict[str, str]:
    """What is hidden in the forms of a page, by name; the first of each name counts.

    Args:
        last: only of what follows the last place where this stands.
    """
    found: dict[str, str] = {}
    for tag in _INPUT.findall(page[page.rfind(last) :] if last else page):
        parts = {name.lower(): unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}
        if parts.get("type") == "hidden" and "name" in parts:
            found.setdefault(parts["name"], parts.get("value", ""))
    return found
