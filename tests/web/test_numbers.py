"""Numbers that browsers send: what no page of ours sent is taken for none, and never breaks a page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from buckstop.domain.organisation_commands import RenameUnit
from buckstop.web.numbers import number_in
from tests.app.staged import ROADS, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import KEEPER
from tests.web.register_files import do, present_register

ENDLESS = "9" * 5000


@pytest.mark.parametrize(
    ("words", "number"),
    [("0", 0), ("17", 17), ("9" * 9, 999_999_999), ("", None), ("-1", None), ("²", None), ("٣", None), (ENDLESS, None)],
)
def test_what_is_no_number_of_ours_is_none(words: str, number: int | None) -> None:
    assert number_in(words) == number


def test_a_version_without_end_breaks_no_page(client_of: ClientOf, stage: Stage) -> None:
    data = present_register(stage)
    do(stage, RenameUnit(ROADS, "Bridges Department"))
    keeper, head = client_of(KEEPER), client_of(f"p-{WATER}")
    file = {"file": SimpleUploadedFile("register.xlsx", data), "version": ENDLESS}
    assert keeper.post("/organisation/register/", file).status_code == 200
    assert keeper.post(f"/organisation/change/rename/?unit={ROADS}", {"version": ENDLESS}).status_code == 422
    away = {"post": f"{WATER}.head", "do": "begin", "version": ENDLESS}
    assert head.post("/organisation/absences/", away).status_code in {303, 422}
