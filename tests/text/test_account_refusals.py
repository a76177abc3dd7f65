"""Sentences for what stands in the way of changing an account."""

import pytest

from buckstop.app.account_changes import AccountRefusal
from buckstop.domain.refusals import Refusal
from buckstop.text.account_refusals import ACCOUNT_SENTENCES, account_refusal
from tests.text.readers import reader


@pytest.mark.parametrize("code", AccountRefusal)
def test_every_code_has_a_sentence_that_says_what_to_do(code: AccountRefusal) -> None:
    said = account_refusal(Refusal.of(code, login="wang"), reader())
    assert said.endswith(".")
    assert "%(" not in said


def test_no_sentence_is_left_over() -> None:
    assert set(ACCOUNT_SENTENCES) == set(AccountRefusal)
