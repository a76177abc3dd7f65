"""What the record of readings says beside who and when: pages, exports, files, acts on accounts, in the reader's words."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from buckstop.domain.ids import PersonId
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader

Value = str | int
_NONE: Mapping[str, Value] = MappingProxyType({})

DID: Mapping[str, str] = MappingProxyType(
    {
        "read": _("read"),
        "export": _("taken along"),
        "download": _("file taken along"),
        "account": _("account changed"),
    }
)
"""What somebody did, by its code."""

PAGES: Mapping[str, str] = MappingProxyType(
    {
        "today": _("on Today"),
        "matters": _("in the list of matters"),
        "matters_sheet": _("on a meeting sheet"),
        "board": _("on the board of the office"),
        "unit_board": _("on the board of a unit"),
        "directive_board": _("on the board of a directive"),
        "directives": _("in the list of directives"),
        "directive_opening": _("in the opening of a directive"),
        "calendar": _("in the calendar"),
        "search": _("in a search"),
        "repeats": _("among repeating matters"),
        "cycles": _("among what comes again"),
        "cycle": _("in the history of what comes again"),
        "register": _("the register of the organisation"),
        "unit_duties": _("in the preview of a change of a duty list"),
        "organisation_change": _("in the preview of a change of the organisation"),
        "reads": _("this record"),
    }
)
"""Pages by their code: where something was read, or what was taken along."""

_SAID: Mapping[str, str] = MappingProxyType(
    {
        "beside": _("on the page of the matter %(matter)s"),
        "paper": _("as one document, to print"),
        "list": _("in the workbook of a list of matters"),
        "dates": _("in a calendar file"),
        "list_taken": _("matters.xlsx, rows: %(rows)s; filter: %(filters)s"),
        "whole_list_taken": _("matters.xlsx, rows: %(rows)s; no filter"),
        "reads_taken": _("reads.xlsx, rows: %(rows)s"),
        "dates_taken": _("buckstop.ics, entries: %(entries)s"),
        "history_taken": _("history.xlsx, steps: %(steps)s; every column"),
        "tasks_taken": _("tasks.xlsx, rows: %(rows)s"),
        "register_taken": _("register.xlsx, people: %(people)s"),
        "duties_taken": _("duty-list.xlsx, items: %(items)s"),
        "file": _("the file %(name)s"),
        "file_of_matter": _("the file %(name)s of the matter %(matter)s"),
        "created": _("made"),
        "lock": _("locked"),
        "unlock": _("unlocked"),
        "sessions": _("signed out everywhere"),
        "email": _("e-mail address changed"),
        "password": _("given a new first password"),
        "second": _("second factor taken away"),
        "password_asked": _("a new first password asked for; a second administrator has to confirm it"),
        "second_asked": _("taking away the second factor asked for; a second administrator has to confirm it"),
        "password_confirmed": _("given a new first password; asked for by %(asker)s"),
        "second_confirmed": _("second factor taken away; asked for by %(asker)s"),
        "password_declined": _("a new first password declined; asked for by %(asker)s"),
        "second_declined": _("taking away the second factor declined; asked for by %(asker)s"),
        "password_on_server": _("given a new first password by a command on the server"),
        "second_on_server": _("second factor taken away by a command on the server"),
    }
)


@dataclass(frozen=True, slots=True)
class Detail:
    """What one record says beside who, when and about what, in no language.

    Args:
        code: a key of the words above; anything else is shown as it stands.
        values: what its sentence names: numbers, ids, file names, the query of a filter.
    """

    code: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)

    def kept(self) -> str | None:
        """The values as they are stored; None for none."""
        return json.dumps(dict(self.values), ensure_ascii=False, sort_keys=True) if self.values else None


_FORMER: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (did, re.compile(pattern, re.DOTALL), code)
    for did, pattern, code in (
        ("export", r"matters\.xlsx, (?P<rows>\d+) rows: (?P<filters>.+)", "list_taken"),
        ("export", r"matters\.xlsx, (?P<rows>\d+) rows: ", "whole_list_taken"),
        ("export", r"matters\.xlsx", "list"),
        ("export", r"reads\.xlsx, (?P<rows>\d+) rows", "reads_taken"),
        ("export", r"buckstop\.ics, (?P<entries>\d+) entries", "dates_taken"),
        ("export", r"buckstop\.ics", "dates"),
        ("export", r"history\.xlsx, (?P<steps>\d+) steps: .*", "history_taken"),
        ("export", r"tasks\.xlsx, (?P<rows>\d+) rows", "tasks_taken"),
        ("export", r"(?P<people>\d+)", "register_taken"),
        ("download", r"(?P<name>record-\S+)", "file"),
    )
)
"""How versions before wrote details: sentences and figures in one text."""


def detail_of(did: str, detail: str, kept: str | None) -> Detail:
    """The detail of a stored record, of this version or an earlier one.

    Args:
        did: what somebody did.
        detail: its code; of earlier versions a whole text.
        kept: its values; None where there are none, as in every record of earlier versions.
    """
    if kept is not None:
        return Detail(detail, json.loads(kept))
    if detail in PAGES or detail in _SAID:
        return Detail(detail)
    for former, pattern, code in _FORMER:
        if former == did and (found := pattern.fullmatch(detail)):
            return Detail(code, found.groupdict())
    if did == "read" and detail and " " not in detail:
        return Detail("beside", {"matter": detail})
    return Detail(detail)


def detail_words(
    detail: Detail, read: Reader, filters_of: Callable[[str], str], name_of: Callable[[PersonId], str]
) -> str:
    """A detail in the reader's words.

    Args:
        filters_of: from the query of a list to its filters in words.
        name_of: from a person to their name.
    """
    if detail.code in PAGES:
        return read.translate(PAGES[detail.code])
    if detail.code not in _SAID:
        return detail.code
    values = dict(detail.values)
    if "query" in values:
        values["filters"] = filters_of(str(values["query"]))
    if "asker" in values:
        values["asker"] = name_of(PersonId(str(values["asker"])))
    return read.say(_SAID[detail.code], **values)
