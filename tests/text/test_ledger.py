"""Every fault of a ledger, every refusal about a subject and every no of a witness has its sentence."""

import re

import pytest

from buckstop.domain.privacy import PrivacyRefusal
from buckstop.domain.refusals import Refusal
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.witness import WitnessRefusal
from buckstop.text.ledger import (
    FAULT_SENTENCES,
    PRIVACY_SENTENCES,
    WITNESS_SENTENCES,
    fault_sentence,
    privacy_sentence,
)

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def test_every_code_has_its_sentence_and_every_sentence_its_code() -> None:
    assert set(FAULT_SENTENCES) == set(FaultCode)
    assert set(PRIVACY_SENTENCES) == set(PrivacyRefusal)
    assert set(WITNESS_SENTENCES) == set(WitnessRefusal)


@pytest.mark.parametrize("code", FaultCode)
def test_a_sentence_is_filled_and_its_line_named(code: FaultCode) -> None:
    fields = {name: f"<{name}>" for name in PLACEHOLDER.findall(FAULT_SENTENCES[code])}
    said = fault_sentence(Fault(code, 0, fields), str)
    assert all(f"<{name}>" in said for name in fields)
    assert fault_sentence(Fault(code, 7, fields), str) == f"line 7: {said}"


@pytest.mark.parametrize("code", PrivacyRefusal)
def test_a_refusal_about_a_subject_is_said_in_words(code: PrivacyRefusal) -> None:
    assert "%(" not in privacy_sentence(Refusal.of(code, subject="c-1"), str)
