"""Settings: typed, with defaults, and loud about what they cannot mean."""

import pytest

from buckstop.app.config import SettingError, settings


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_Hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh_Hans"),
        ({"LANG": "zh_CN.UTF-8", "BUCKSTOP_LANGUAGE": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "BUCKSTOP_LANGUAGE": "zh_Hans"}, "zh_Hans"),
    ],
)
def test_the_first_variable_that_is_set_names_the_language(environ: dict[str, str], language: str) -> None:
    assert settings(environ).language == language


def test_a_language_nobody_translated_is_refused_by_name() -> None:
    with pytest.raises(SettingError, match=r"BUCKSTOP_LANGUAGE is 'fr'"):
        settings({"BUCKSTOP_LANGUAGE": "fr"})
