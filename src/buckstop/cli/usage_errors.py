"""What is wrong with how a command was called, in the reader's language: the command line library says it in English only.

Its errors name what they are about in fields where they have some; else their English sentence is taken apart. One that
nobody knows here is said as the library says it.
"""

import re
from typing import Any

from typer._click import exceptions as wrong

from buckstop.cli.output import text
from buckstop.i18n import gettext_noop as _

_WORDED = (
    (
        re.compile(r"No such command '(?P<name>.*)'\. Did you mean (?P<near>.+)\?", re.DOTALL),
        _("There is no command '%(name)s'. Did you mean %(near)s?"),
    ),
    (re.compile(r"No such command '(?P<name>.*)'\.", re.DOTALL), _("There is no command '%(name)s'.")),
    (re.compile(r"Missing command\."), _("Name one of the commands.")),
    (
        re.compile(r"Got unexpected extra argument\(s\) \((?P<words>.*)\)", re.DOTALL),
        _("The command takes nothing more, so it cannot use this: %(words)s"),
    ),
    (re.compile(r"Option '(?P<name>.*)' requires an argument\."), _("The option '%(name)s' needs a value after it.")),
    (re.compile(r"Option '(?P<name>.*)' does not take a value\."), _("The option '%(name)s' takes no value.")),
)
_UNFIT = {  # what values are checked for, by the code of the check
    "int_parsing": _("'%(value)s' is no whole number."),
    "int_from_float": _("'%(value)s' is no whole number."),
    "float_parsing": _("'%(value)s' is no number."),
    "greater_than": _("'%(value)s' is too small: it must be more than %(limit)s."),
    "greater_than_equal": _("'%(value)s' is too small: the least is %(limit)s."),
    "less_than": _("'%(value)s' is too large: it must be less than %(limit)s."),
    "less_than_equal": _("'%(value)s' is too large: the most is %(limit)s."),
}
_NOT_OF = re.compile(r"(?:Value error, )?'(?P<value>.*)' is not one of (?P<known>.+)\.", re.DOTALL)


def usage_sentence(error: Any) -> str:
    """What is wrong with a call.

    Args:
        error: of the command line library.
    """
    match error:
        case wrong.MissingParameter():
            missing = _("The option %(name)s is missing.")
            if getattr(error.param, "param_type_name", "") == "argument":
                missing = _("The argument %(name)s is missing.")
            return text(missing, name=_hint(error))
        case wrong.BadParameter():
            return text(_("%(name)s: %(why)s"), name=_hint(error), why=_unfit(error))
        case wrong.NoSuchOption(option_name=name, possibilities=near):
            if near:
                return text(
                    _("There is no option %(name)s. Did you mean %(near)s?"), name=name, near=", ".join(sorted(near))
                )
            return text(_("There is no option %(name)s."), name=name)
    said = str(error.format_message())
    for pattern, message in _WORDED:
        if found := pattern.fullmatch(said):
            return text(message, **found.groupdict()) if found.groupdict() else text(message)
    return said


def _hint(error: wrong.BadParameter) -> str:
    """How the option or argument is called that an error is about."""
    hint = error.param_hint if error.param_hint is not None else error.param and error.param.get_error_hint()
    return hint if isinstance(hint, str) else " / ".join(hint or ())


def _unfit(error: wrong.BadParameter) -> str:
    checks = getattr(error.__cause__, "errors", None)
    first = checks()[0] if checks else {}
    if (message := _UNFIT.get(first.get("type", ""))) is not None:
        limits = first.get("ctx", {})
        limit = next((limits[name] for name in ("gt", "ge", "lt", "le") if name in limits), "")
        return text(message, value=str(first.get("input")), limit=f"{limit:n}" if limit != "" else "")
    if found := _NOT_OF.fullmatch(error.message):
        return text(_("'%(value)s' is none of these: %(known)s."), **found.groupdict())
    return error.message
