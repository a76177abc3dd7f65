"""Signing in: demo accounts from this machine only, however a server in front tells that it is there."""

import pytest
from django.test import RequestFactory

from buckstop.web.signing_in import is_local  # isort: split - conftest sets Django up before
from tests.web.conftest import ClientOf

_OF_SERVERS_IN_FRONT = (
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "Via",
    "Forwarded",
)


def test_the_machine_itself_is_local_under_each_of_its_names(client_of: ClientOf) -> None:
    assert client_of is not None
    for host in ("localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000"):
        assert is_local(RequestFactory().get("/", headers={"Host": host}))


@pytest.mark.parametrize("header", _OF_SERVERS_IN_FRONT)
def test_what_a_server_in_front_passed_on_is_not_local(header: str) -> None:
    assert not is_local(RequestFactory().get("/", headers={"Host": "localhost", header: "192.0.2.7"}))


def test_another_machine_or_another_name_is_not_local(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["localhost", "pages.example"])
    assert not is_local(RequestFactory().get("/", headers={"Host": "localhost"}, REMOTE_ADDR="192.0.2.7"))
    assert not is_local(RequestFactory().get("/", headers={"Host": "pages.example"}))
