"""Passed upward untouched: a front-line unit hands a case to a higher line without having tried.

Definition:
    Opportunity: the first stay of an unresolved case with a front-line unit, once it was handed on or the case was
    resolved. Event: it went to a higher line, and the stay was not productive.

Measure and unit:
    Share of a front-line unit's cases, against the share expected from its case types and periods among the other
    front-line units (over-dispersed exact funnel).

Innocent explanations:
    Some kinds of cases are reserved to the higher line; the front line lacks the rights or the tools; somebody above
    asked for these cases.

Source:
    "Push to front" question of the BPI Challenge 2013 (CEUR Vol-1052); funnel after Spiegelhalter, Stat. Med. 24, 2005.
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Need, Pattern, Test

_STAYS = """
with front as (
    select
        s.holder_no as subject_no,
        s.case_no,
        s.case_rank,
        s.run_no,
        s.stratum,
        s.own_us,
        case when not s.productive and target.line_no > 0 then 1 else 0 end as outcome
    from stays s
    join holders h on h.holder_no = s.holder_no
    left join holders target on target.holder_no = s.next_holder
    where h.line_no = 0
        and s.return_length is null
        and (s.resolved_us is null or s.started_us <= s.resolved_us)
        and (s.next_holder is not null or s.resolved_us is not null)
)"""

_SQL = (
    _STAYS
    + """
select subject_no, case_no, run_no, stratum, outcome
from front
"""
)

_EVIDENCE = (
    _STAYS
    + """
select subject_no, cast(null as integer) as object_no, case_no, run_no, own_us as weight_us
from front
where outcome = 1
order by weight_us desc, case_rank, run_no
"""
)

_PEERS = ("North", "South", "East", "West", "Harbour", "Station", "Market", "Castle", "Mill", "Bridge")
_LINES = (("Roads", 1), ("Legal", 2))


def _office(unit: str, upward: int, kept: int) -> tuple[Cases, ...]:
    return (
        Cases(upward, f"{unit}:queued+0 Roads:queued+9 Roads:working+12 Roads:done+20"),
        Cases(kept, f"{unit}:queued+0 {unit}:working+9 {unit}:done+20"),
    )


_HEALTHY = tuple(cases for unit in _PEERS for cases in _office(unit, 12, 78))

PATTERN = Pattern(
    name="pass.push_to_front_missed",
    version=1,
    status="trial",
    title=_("Passed upward untouched"),
    reading=_(
        "%(subject)s handed %(observed)s of %(n)s cases to a higher line without working on them; front-line units with "
        "the same kinds of cases would have handed up %(expected)s."
    ),
    definition=_(
        "A front-line unit hands a case to a higher line and did nothing with it. Each case counts once per unit, with its "
        "first stay. "
        "Doing something means asking an outsider, finishing the case, a step the mapping counts as progress, or half an "
        "hour of work unless the mapping says otherwise; in a log without states, any step new to the case."
    ),
    innocent=(
        _("Such cases are reserved to the higher line."),
        _("The front line lacks the rights, the training or the tools for them."),
        _("The higher line asked to be given these cases."),
    ),
    source="BPI Challenge 2013, CEUR Vol-1052, question on push to front; Spiegelhalter, Stat. Med. 24:1185 (2005).",
    test=Test.RATE_VS_PEERS,
    subject="unit",
    minimum=Minimum(n=30, expected=0.5, peers=5),
    needs=frozenset({Need.LINE}),
    sql=_SQL,
    evidence=_EVIDENCE,
    order_sensitive=True,
    examples=(
        Example(
            claim="one front office hands most of its cases up while the others try first",
            cases=(*_HEALTHY, *_office("Airport", 63, 27)),
            subjects=("Airport",),
            lines=_LINES,
        ),
        Example(
            claim="front offices that hand up equally often are left in peace",
            cases=(*_HEALTHY, *_office("Airport", 12, 78)),
            lines=_LINES,
        ),
        Example(
            claim="an office that looks into the case before it hands it up has tried",
            cases=(
                *_HEALTHY,
                Cases(90, "Airport:queued+0 Airport:working+1 Roads:queued+9 Roads:working+12 Roads:done+20"),
            ),
            lines=_LINES,
        ),
        Example(
            claim="a case type reserved to the higher line does not count against the office that gets most of it",
            cases=(
                *_HEALTHY,
                *(
                    Cases(40, f"{unit}:queued+0 Legal:queued+9 Legal:working+12 Legal:done+20", kind="objections")
                    for unit in (*_PEERS, "Airport")
                ),
                Cases(60, "Airport:queued+0 Legal:queued+9 Legal:working+12 Legal:done+20", kind="objections"),
                *_office("Airport", 6, 39),
            ),
            lines=_LINES,
        ),
    ),
)
