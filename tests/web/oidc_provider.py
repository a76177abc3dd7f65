"""A small OpenID Connect provider on this machine: discovery, authorisation with PKCE, signed tokens, keys, userinfo.

It lets in whoever `signing_in` names, without asking for a password: what is tested is the other side.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.utils import timezone

CLIENT, SECRET = "buckstop", "a secret of both"
_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(value: int) -> str:
    return _b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _signed(claims: dict[str, Any]) -> str:
    head = {"alg": "RS256", "typ": "JWT", "kid": "one"}
    body = ".".join(_b64(json.dumps(part).encode()) for part in (head, claims))
    return f"{body}.{_b64(_KEY.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


class Provider(ThreadingHTTPServer):
    """The provider.

    Args:
        signing_in: login name of whoever comes next; every one is a person of its own.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.signing_in = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, str] = {}

    def authorised(self, asked: dict[str, str]) -> str:
        """The address to go back to, with a code that is good once."""
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self.codes[code] = {**asked, "name": self.signing_in}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def tokens_for(self, asked: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code; None where the code, the secret or the proof of who asked is wrong."""
        known = self.codes.pop(asked.get("code", ""), None)
        proof = _b64(hashlib.sha256(asked.get("code_verifier", "").encode()).digest())
        if known is None or asked.get("client_secret") != SECRET or proof != known["code_challenge"]:
            return None
        token, now = secrets.token_urlsafe(), int(timezone.now().timestamp())
        self.tokens[token] = known["name"]
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, **_claims(known["name"])}
        return {"access_token": token, "token_type": "Bearer", "expires_in": 300, "id_token": _signed(claims)}


def _claims(name: str) -> dict[str, str]:
    return {"sub": f"subject-of-{name}", "preferred_username": name}


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        issuer = self.server.issuer
        match address.path:
            case "/.well-known/openid-configuration":
                places = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
                found = {f"{name}_endpoint": f"{issuer}/{place}" for name, place in places.items()}
                self._answer({"issuer": issuer, "jwks_uri": f"{issuer}/keys", **found, **_CAN})
            case "/authorize":
                asked = {name: values[0] for name, values in parse_qs(address.query).items()}
                self.send_response(302)
                self.send_header("Location", self.server.authorised(asked))
                self.end_headers()
            case "/keys":
                numbers = _KEY.public_key().public_numbers()
                key = {"kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256"}
                self._answer({"keys": [{**key, "n": _number(numbers.n), "e": _number(numbers.e)}]})
            case "/userinfo":
                name = self.server.tokens.get(self.headers["Authorization"].removeprefix("Bearer "))
                self._answer(
                    {"error": "invalid_token"} if name is None else _claims(name), 401 if name is None else 200
                )
            case _:
                self._answer({"error": "not_found"}, 404)

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        found = self.server.tokens_for({name: values[0] for name, values in parse_qs(sent).items()})
        self._answer(found or {"error": "invalid_grant"}, 200 if found else 400)

    def _answer(self, content: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name for it
        """Tests say enough."""


_CAN = {
    "response_types_supported": ["code"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
    "token_endpoint_auth_methods_supported": ["client_secret_post"],
    "code_challenge_methods_supported": ["S256"],
}


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that is there while the block runs."""
    server = Provider()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
