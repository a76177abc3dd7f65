"""The data the charts draw from, and how hostile text is kept from becoming code."""

import json
from typing import Any

from markupsafe import Markup

from buckstop.i18n import gettext_noop as _
from buckstop.lens.report.data import Edge, Flow, Funnel, ReportData
from buckstop.lens.report.words import Words

OTHERS = -1  # stands for all holders that are not shown one by one


def as_script_data(value: object) -> Markup:
    r"""JSON that may stand inside a script element whatever a log's names contain.

    Why: `</script>` inside a string ends the element for the HTML parser, `<!--` changes how it reads on. All of
    `<`, `>` and `&` are written as \u escapes, everything outside ASCII too, so no byte of a name is ever markup.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 - nothing in it can be markup


def payload(report: ReportData, words: Words) -> dict[str, Any]:
    """Everything the page's script needs: flow, matrix, funnels and the few words that charts show."""
    return {
        "language": words.html_language,
        "words": {
            "others": words.say(_("all others")),
            "passes": words.say(_("Handovers")),
            "bounced": words.say(_("Came straight back")),
            "opportunities": words.say(_("Opportunities")),
            "rate": words.say(_("Adjusted rate")),
            "observed": words.say(_("Observed")),
            "expected": words.say(_("Expected")),
            "notNamed": words.say(_("not named")),
        },
        "flow": _flow(report.flow) if report.flow else None,
        "funnels": [_funnel(funnel) for funnel in report.funnels],
    }


def _flow(flow: Flow) -> dict[str, Any]:
    return {
        "names": {str(number): name for number, name in flow.names.items()},
        "overview": _edges(flow.overview),
        "pairs": _edges(flow.top_pairs),
        "near": [[n.holder, _edges(n.arriving), _edges(n.leaving)] for n in flow.neighbourhoods],
        "order": flow.order,
        "cells": _edges(flow.cells),
    }


def _edges(edges: tuple[Edge, ...]) -> list[list[int]]:
    return [[edge.giver, edge.taker, edge.passes, edge.bounced] for edge in edges]


def _funnel(funnel: Funnel) -> dict[str, Any]:
    return {
        "centre": round(funnel.centre, 6),
        "points": [
            [point.n, round(point.rate, 6), round(point.observed, 2), round(point.expected, 2), point.name]
            for point in funnel.points
        ],
        "limits": [
            [limit.n, *(round(rate, 6) for rate in (limit.low_998, limit.low_95, limit.high_95, limit.high_998))]
            for limit in funnel.limits
        ],
    }
