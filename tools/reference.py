"""The generated pages of docs/reference: patterns, commands, settings, issue codes, refusals, rules, the design system.

`python -m tools.reference` writes them, `--check` fails when one differs from what the code says.
"""

import argparse
import difflib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from typer import Context
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from buckstop.app.answers import DoorRefusal
from buckstop.app.config import SETTINGS
from buckstop.app.file_kinds import FileRefusal
from buckstop.app.rulepacks import shipped_pack, shipped_packs
from buckstop.cli.pattern_pages import TESTS
from buckstop.domain.cycle.refusals import CycleRefusal
from buckstop.domain.demand.refusals import DemandRefusal
from buckstop.domain.matter.refusals import MatterRefusal
from buckstop.domain.organisation_refusals import OrganisationRefusal
from buckstop.domain.packs import Rule
from buckstop.domain.permissions import PermissionRefusal
from buckstop.domain.privacy import PrivacyRefusal
from buckstop.lens.pattern import Example, Minimum, Pattern, Test, all_patterns
from buckstop.text.refusals import REFUSAL_SENTENCES
from buckstop.text.rules import EVIDENCES, FORCE_MEANINGS, article_of, value_in_words
from tools.design.page import design_page
from tools.vocabulary import event_parts

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / "docs" / "reference"
_MADE = "<!-- Made by `make docs`; change the code it describes instead. -->"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([_MADE, f"# {title}", *(part.strip() for part in parts if part.strip())]) + "\n"


def _example(example: Example) -> str:
    fires = f"fires for `{'`, `'.join(example.subjects)}`" if example.subjects else "stays quiet"
    return f"- {example.claim} ({fires})"


def _minimum(minimum: Minimum) -> str:
    peers = f", {minimum.peers} units to compare with" if minimum.peers else ""
    return f"{minimum.n} opportunities, {minimum.expected:g} expected events{peers}"


def _pattern(pattern: Pattern) -> str:
    facts = [
        ("version, status", f"{pattern.version}, {pattern.status}"),
        ("about", pattern.subject),
        ("test", TESTS[pattern.test]),
        ("needs", ", ".join(sorted(need.value for need in pattern.needs)) or "nothing beyond cases, times and holders"),
        ("withheld when the order of events is in doubt", "yes" if pattern.order_sensitive else "no"),
        ("minimum sample", "none" if pattern.test is Test.COUNT else _minimum(pattern.minimum)),
        *((f"`{param.name}`", f"{param.default} {param.unit}: {param.meaning}") for param in pattern.params),
        ("source", pattern.source),
    ]
    return "\n\n".join(
        [
            f"## {pattern.title}",
            f"`{pattern.name}`",
            pattern.definition,
            _table(("", ""), facts),
            "Innocent explanations:",
            "\n".join(f"- {reason}" for reason in pattern.innocent),
            "Examples, run by the tests:",
            "\n".join(_example(example) for example in pattern.examples),
        ]
    )


def patterns_page() -> str:
    """Every pattern: definition, null model, minimum sample, innocent explanations, examples."""
    overview = _table(("pattern", "name", "about"), [(p.title, f"`{p.name}`", p.subject) for p in all_patterns()])
    lead = (
        "A pattern is a definition, not a verdict. It is counted, tested against chance and case mix together with all "
        "other tests of a report, and named only if it holds in at least two of three thirds of the period."
    )
    return _page("Patterns", lead, overview, *(_pattern(pattern) for pattern in all_patterns()))


def settings_page() -> str:
    """Every variable of the environment: meaning, form, default."""
    rows = [(f"`{name}`", one.meaning, one.form, one.default) for name, one in SETTINGS.items()]
    return _page("Settings", _table(("variable", "meaning", "form", "default"), rows))


def issues_page() -> str:
    """Every issue code with its sentence."""
    from buckstop.text.issues import SENTENCES

    lead = (
        "An issue is what is wrong or doubtful in the data: a value with file, sheet, row, column and severity. Codes "
        "are stable; sentences may be mended. `%(count)s` and the like are filled in."
    )
    rows = [(f"`{code}`", sentence) for code, sentence in sorted(SENTENCES.items())]
    return _page("Issue codes", lead, _table(("code", "sentence"), rows))


_REFUSERS = (
    ("At the door", "Before any rule is asked.", DoorRefusal),
    ("Who may", "Whether this person may ever do this for that unit.", PermissionRefusal),
    ("Matters", "Whether the state of a matter allows it now.", MatterRefusal),
    ("The organisation", "Units, posts, persons, duty lists, plans.", OrganisationRefusal),
    ("Demands", "Meetings, forms, inspections and other burdens.", DemandRefusal),
    ("Cycles", "Work that comes again.", CycleRefusal),
    ("Data subjects", "Erasure and legal holds.", PrivacyRefusal),
    ("Files", "What is attached to reports and notes, and given out again.", FileRefusal),
)


def refusals_page() -> str:
    """Every refusal code in the order of precedence, with what stands in the way and what to do next."""
    lead = (
        "A refusal is a legitimate no: nothing was written. Its sentence says what stands in the way, then what to do. "
        "The codes of a table stand in the order in which obstacles are looked for: who runs into several is told the "
        "first. Codes are stable; sentences may be mended. `%(holder)s` and the like are filled in."
    )
    parts = [lead]
    for title, about, codes in _REFUSERS:
        rows = [(f"`{code.value}`", REFUSAL_SENTENCES[code]) for code in codes]
        parts += [f"## {title}", about, _table(("code", "what stands in the way, and what to do"), rows)]
    return _page("Refusals", *parts)


def _rule_rows(rules: Sequence[Rule]) -> list[tuple[str, ...]]:
    return [
        (
            f"`{rule.id}`",
            f"{rule.title} · {rule.title_zh}",
            ", ".join(f"{term.en} ({term.zh})" for term in rule.value)
            if isinstance(rule.value, tuple)
            else value_in_words(rule.value, rule.unit, str),
            rule.force.value,
            rule.evidence.value,
            ", ".join(part for part in (rule.source.title, article_of(rule.source, str), rule.source.seen) if part),
        )
        for rule in rules
    ]


def rules_page() -> str:
    """Every rule of every pack, file by file: value, force, evidence, source."""
    lead = (
        "A rule is data: `buckstop rules explain ID` says the same of one rule, with what your organisation changed. "
        "How to change one: [change a rule](../how-to/change-a-rule.md)."
    )
    words = _table(
        ("word", "meaning"),
        [
            *((f"force `{force.value}`", meaning) for force, meaning in FORCE_MEANINGS.items()),
            *((f"evidence `{evidence.value}`", meaning) for evidence, meaning in EVIDENCES.items()),
        ],
    )
    parts = [lead, words]
    for name in shipped_packs():
        pack = shipped_pack(name)
        days = sorted({rule.verified_on.isoformat() for rule in pack.rules.values()})
        parts.append(f"## Pack `{name}`\n\n{len(pack.rules)} rules, compared with their sources on {', '.join(days)}.")
        for origin in dict.fromkeys(rule.origin for rule in pack.rules.values()):
            rules = [rule for rule in pack.rules.values() if rule.origin == origin]
            parts.append(f"### `{origin}`")
            parts.append(_table(("id", "title", "value", "force", "evidence", "source"), _rule_rows(rules)))
    return _page("Rules", *parts)


def _commands(command: object, path: str) -> list[str]:
    assert isinstance(command, TyperCommand | TyperGroup)
    context = Context(command, info_name=path)
    parts = [f"## `{path}`", command.help or ""]
    parts.append(f"```\n{' '.join([path, *command.collect_usage_pieces(context)])}\n```")
    records = [record for param in command.params if (record := param.get_help_record(context))]
    if records:
        parts.append(_table(("", ""), [(f"`{name}`", help_text) for name, help_text in records]))
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            parts += _commands(inner, f"{path} {name}")
    return parts


def commands_page() -> str:
    """Every command with its arguments and options, in English whatever the environment says."""
    os.environ["BUCKSTOP_LANGUAGE"] = "en"
    from buckstop.cli.main import EXIT_CODES, app  # its help is translated when it is imported

    codes = _table(("exit code", "meaning"), [(str(code), why) for code, why in EXIT_CODES.items()])
    lead = "Results go to stdout; progress, warnings and errors to stderr."
    return _page("Commands", lead, codes, *_commands(get_command(app), "buckstop"))


def events_page() -> str:
    """Every event an entry of the log can hold, field by field."""
    return _page("Entries of the log", *event_parts(_table))


def looks_page() -> str:
    """The design system: tokens, contrast, lights, paper, parts."""
    return design_page(_table, _page)


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "design.md": looks_page,
    "events.md": events_page,
    "issues.md": issues_page,
    "patterns.md": patterns_page,
    "refusals.md": refusals_page,
    "rules.md": rules_page,
    "settings.md": settings_page,
}


def differences(folder: Path) -> list[str]:
    """Lines of a diff between the pages in `folder` and what the code says now."""
    found: list[str] = []
    for name, page in PAGES.items():
        file = folder / name
        current = file.read_text(encoding="utf-8") if file.exists() else ""
        found += difflib.unified_diff(
            current.splitlines(), page().splitlines(), f"docs/reference/{name}", "from the code", n=1, lineterm=""
        )
    return found


def main() -> int:
    """Write the pages, or check them; the exit code says whether they were up to date."""
    parser = argparse.ArgumentParser(prog="python -m tools.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is out of date")
    found = differences(FOLDER)
    if parser.parse_args().check:
        print("\n".join(found) if found else "docs/reference: up to date")
        return 1 if found else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
    print(f"docs/reference: {', '.join(PAGES)} {'written' if found else 'unchanged'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
