"""Every address is known to the tests that look at pages and to those that ask who may."""

from collections.abc import Iterator, Sequence

from django.urls import URLPattern, URLResolver

from buckstop.web import acts
from buckstop.web.urls import urlpatterns
from tests.e2e.pages import ACTS, IN_JOURNEYS, NO_PAGES, PAGES


def _names(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _names(one.url_patterns)
        else:
            assert one.name, one
            yield one.name


def test_every_address_is_looked_at_in_a_browser_or_said_to_be_no_page() -> None:
    listed = {page.name for page in PAGES} | set(IN_JOURNEYS) | set(NO_PAGES)
    assert set(_names(urlpatterns)) == listed


def test_no_address_is_both() -> None:
    assert not set(NO_PAGES) & ({page.name for page in PAGES} | set(IN_JOURNEYS))


def test_the_page_of_every_act_is_looked_at() -> None:
    assert set(ACTS) == set(acts.ACTS)
