"""The report as a use case: screen a log, write what is asked for.

Apart from `buckstop.app.analyse`, because statistics and pages are large and facts need neither.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from buckstop.app.analyse import LogRequest, Tell, session_of
from buckstop.app.outputs import Outputs, write_text
from buckstop.i18n import Translate
from buckstop.lens.export import as_json, write_parquet
from buckstop.lens.facts import facts
from buckstop.lens.issues import Issue
from buckstop.lens.report.build import build_report
from buckstop.lens.report.names import shown_names
from buckstop.lens.report.render import render
from buckstop.lens.screen import screen


@dataclass(frozen=True, slots=True)
class Wish:
    """How results are to be put: language, translation, whether persons are named.

    Args:
        language: one of `buckstop.text.catalogue.LANGUAGES`.
        translate: into that language.
        issue_sentence: the sentence of an issue in that language.
        show_persons: name persons instead of numbering them.
    """

    language: str
    translate: Translate
    issue_sentence: Callable[[Issue], str]
    show_persons: bool = False


def report_of(
    request: LogRequest,
    wish: Wish,
    outputs: Outputs,
    tell: Tell | None = None,
    also: Sequence[tuple[Wish, Path]] = (),
) -> dict[str, object]:
    """Screen a log, write the outputs asked for, and hand back the findings as plain values (the JSON form).

    Args:
        also: the same report put otherwise, each to its own file.
    """
    outputs.refuse_harm(request.source, None if request.mapping is None else Path(request.mapping))
    with session_of(request, tell) as session:
        found = facts(session)
        results = screen(session, progress=tell)
        names = shown_names(session, wish.translate, wish.language, show_persons=wish.show_persons)
        plain = as_json(session, found, results, names)
        pages = [] if outputs.html is None else [(wish, outputs.html)]
        for put, path in (*pages, *also):
            data = build_report(
                session,
                found,
                results,
                translate=put.translate,
                language=put.language,
                issue_sentence=put.issue_sentence,
                show_persons=put.show_persons,
                progress=tell,
            )
            write_text(path, render(data, translate=put.translate, language=put.language))
        if outputs.json is not None:
            write_text(outputs.json, json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
        if outputs.parquet is not None:
            write_parquet(session, results, names, outputs.parquet)
        return plain
