"""`buckstop rules ...`: list, explain, check."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from buckstop.app.config import settings
from buckstop.app.requests import RequestError
from buckstop.app.rulepacks import load_rules, nearest_rules, shipped_packs
from buckstop.cli.output import language, plain, plain_lines, result, result_json, say, show_issues, text
from buckstop.domain.deadlines import Span
from buckstop.domain.packs import Pack, Rule, Value
from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.text.catalogue import LANGUAGES, translator
from buckstop.text.rules import (
    EVIDENCES,
    FORCE_MEANINGS,
    FORCES,
    article_of,
    basis_of,
    note_of,
    title_of,
    value_in_words,
    words_of,
)

_WIDE = 200

app = typer.Typer(help=text(_("The rules that hold: value, source, and who changed them.")), no_args_is_help=True)

PackOption = Annotated[
    str | None, typer.Option("--pack", "-p", help=text(_("Name of a rule pack; default: the one that is set.")))
]
File = Annotated[
    Path | None, typer.Option("--file", "-f", help=text(_("A file of changed rules; default: the one that is set.")))
]
LanguageOption = Annotated[
    str | None, typer.Option("--language", "-l", help=text(_("en or zh_Hans; default: the language of your system.")))
]
AsJson = Annotated[bool, typer.Option("--json", help=text(_("Print JSON on stdout, and nothing else there.")))]


@app.command(name="list", help=text(_("List the rules that hold, each with its value and force.")))
def list_command(
    pack: PackOption = None,
    grep: Annotated[
        str | None, typer.Option("--grep", "-g", help=text(_("Only rules whose id, title or source holds this.")))
    ] = None,
    file: File = None,
    language_name: LanguageOption = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List rules."""
    chosen = _language(language_name)
    found = [rule for _id, rule in sorted(_rules(pack, file).rules.items()) if _holds(rule, grep)]
    if as_json:
        result_json([_record(rule) for rule in found])
        return
    into = translator(chosen)
    table = Table(box=None, pad_edge=False)
    for heading in (_("Rule"), _("Value"), _("Force"), _("Title")):
        table.add_column(into(heading), overflow="fold", no_wrap=heading in ("Value", "Force"))
    for rule in found:
        value = plain(value_in_words(rule.value, rule.unit, into))
        if rule.change:
            value.stylize("yellow")
        table.add_row(plain(rule.id), value, into(FORCES[rule.force]), plain(title_of(rule, chosen)))
    _console().print(table)
    say(_("Rules: %(count)s. Explain one with: buckstop rules explain ID."), count=len(found))


@app.command(name="explain", help=text(_("Explain one rule: value, source, force, evidence, and who changed it when.")))
def explain_command(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help=text(_("Id of a rule, e.g. protocol.offer.")))],
    pack: PackOption = None,
    file: File = None,
    language_name: LanguageOption = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Explain a rule."""
    chosen = _language(language_name)
    rules = _rules(pack, file)
    rule = rules.rule(rule_id)
    if rule is None:
        raise _unknown(rules, rule_id)
    if as_json:
        result_json(_record(rule))
        return
    _console().print(_page(rule, chosen, translator(chosen)))


@app.command(
    name="check", help=text(_("Check a file of changed rules: every fault with its line, or what it would change."))
)
def check_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=text(_("A file of changed rules.")))],
    pack: PackOption = None,
    language_name: LanguageOption = None,
) -> None:
    """Check a county's file."""
    chosen = _language(language_name)
    into = translator(chosen)
    changed = [rule for _id, rule in sorted(_rules(pack, file).rules.items()) if rule.change]
    line = _("%(rule)s: %(before)s becomes %(after)s (%(by)s, %(on)s: %(reason)s)")
    for rule in changed:
        assert rule.change is not None
        fields = {
            "rule": rule.id,
            "before": value_in_words(rule.change.was, rule.unit, into),
            "after": value_in_words(rule.value, rule.unit, into),
            "by": rule.change.by,
            "on": rule.change.on.isoformat(),
            "reason": rule.change.reason,
        }
        result(into(line) % fields)
    say(_("The file can be used. Rules changed: %(count)s."), count=len(changed))


def _rules(pack: str | None, file: Path | None) -> Pack:
    """The rules that hold; the faults of a file that cannot be used end the command."""
    named = pack or settings().pack
    if named not in shipped_packs():
        message = _("There is no rule pack %(name)s. There are: %(known)s.")
        raise RequestError("rules.no_pack", message, name=named, known=", ".join(shipped_packs()))
    # A pack asked for by name is shown as it ships: the file that is set is for the pack that is set.
    own = file or (settings().rules_file if named == settings().pack else None)
    found = load_rules(named, own)
    if isinstance(found, Pack):
        return found
    say(_("The file of rules cannot be used:"))
    show_issues(found, most=len(found))
    raise typer.Exit(1)


def _unknown(rules: Pack, rule_id: str) -> RequestError:
    near = nearest_rules(rules, rule_id)
    if not near:
        message = _("There is no rule %(name)s. List them with: buckstop rules list.")
        return RequestError("rules.unknown", message, name=rule_id)
    message = _("There is no rule %(name)s. Near it are: %(near)s.")
    return RequestError("rules.unknown", message, name=rule_id, near=", ".join(near))


def _console() -> Console:
    """A console as wide as the terminal; into a pipe or a file as wide as a line of a rule needs."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)


def _language(named: str | None) -> str:
    chosen = named or language()
    if chosen not in LANGUAGES:
        message = _("There is no language %(name)s; choose one of: %(known)s.")
        raise RequestError("language.unknown", message, name=chosen, known=", ".join(LANGUAGES))
    return chosen


def _holds(rule: Rule, word: str | None) -> bool:
    places = (rule.id, rule.title, rule.title_zh, rule.source.title, rule.source.title_zh)
    return word is None or any(word.lower() in place.lower() for place in places)


def _page(rule: Rule, chosen: str, into: Translate) -> Table:
    """Everything about one rule, as rows of heading and words; empty ones are left out."""
    change = rule.change
    rows = [
        (_("Rule"), rule.id),
        (_("Title"), title_of(rule, chosen)),
        (_("Value"), _value(rule, chosen, into)),
        (_("Force"), into(FORCE_MEANINGS[rule.force])),
        (_("Source"), title_of(rule.source, chosen)),
        (_("Place in the source"), article_of(rule.source, into)),
        (_("Read at"), rule.source.seen),
        (_("Evidence"), into(EVIDENCES[rule.evidence])),
        (_("Verified on"), rule.verified_on.isoformat()),
        (_("Comes from"), rule.origin),
        (_("Note"), note_of(rule, chosen)),
        (_("Changed from"), value_in_words(change.was, rule.unit, into) if change else ""),
        (_("Changed by"), change.by if change else ""),
        (_("Changed on"), change.on.isoformat() if change else ""),
        (_("Changed because"), change.reason if change else ""),
        (_("Changed in"), change.file if change else ""),
    ]
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for heading, words in rows:
        if words:
            table.add_row(into(heading), plain_lines(words))
    return table


def _value(rule: Rule, chosen: str, into: Translate) -> str:
    if not isinstance(rule.value, tuple):
        return value_in_words(rule.value, rule.unit, into)
    lines = []
    for term in rule.value:
        basis = basis_of(term, chosen)
        lines.append(f"{term.key}: {words_of(term, chosen)}" + (f" [{basis}]" if basis else ""))
    return "\n".join(lines)


def _record(rule: Rule) -> dict[str, Any]:
    """A rule as JSON holds it."""
    change = rule.change
    return {
        "id": rule.id,
        "value": _plain_value(rule.value),
        "unit": rule.unit,
        "force": rule.force.value,
        "evidence": rule.evidence.value,
        "title": rule.title,
        "title_zh": rule.title_zh,
        "source": {
            "title": rule.source.title,
            "title_zh": rule.source.title_zh,
            "article": rule.source.article,
            "seen": rule.source.seen,
        },
        "verified_on": rule.verified_on.isoformat(),
        "origin": rule.origin,
        "note": rule.note,
        "note_zh": rule.note_zh,
        "change": None
        if change is None
        else {
            "by": change.by,
            "on": change.on.isoformat(),
            "reason": change.reason,
            "was": _plain_value(change.was),
            "file": change.file,
        },
    }


def _plain_value(value: Value) -> bool | int | str | list[dict[str, str]]:
    if isinstance(value, Span):
        return value.amount
    if not isinstance(value, tuple):
        return value
    return [
        {"key": term.key, "en": term.en, "zh": term.zh, "basis": term.basis, "basis_zh": term.basis_zh}
        for term in value
    ]
