"""Up and back: cases handed to a higher line that come straight back undone.

Definition:
    Opportunity: the first time a unit hands an unresolved case to a holder of a higher line, once that holder has handed
    it on or the case was resolved. Event: the higher line gave it straight back to the same unit within ten days and
    without doing anything with it. What lay there for longer is a question to the higher line, not to the unit.

Measure and unit:
    Share of a unit's cases handed up, against the share expected from its case types and periods among its peers who
    handed up to the same holder (over-dispersed exact funnel); at least 20 cases handed up. Where only one unit hands up
    to a holder, it cannot be told whose doing the return is, and nobody is judged.

Innocent explanations:
    The higher line sends back what it should decide; the unit was told to ask above first; the rules of who decides
    are unclear or changed.

Source:
    Buckstop methods, "upward dumping": escalations later ruled to be the sender's own, against peers, minimum 20.
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Need, Param, Pattern, Test

_UPWARD = """
with upward as (
    select
        s.holder_no as subject_no,
        s.next_holder as met_no,
        s.case_no,
        s.case_rank,
        s.run_no,
        s.stratum,
        s.next_own_us,
        case
            when not s.next_productive
                and s.second_next = s.holder_no
                and s.next_stay_us <= $within_days * 86400000000
            then 1
            else 0
        end as outcome
    from stays s
    join holders h on h.holder_no = s.holder_no
    join holders target on target.holder_no = s.next_holder
    where target.line_no > h.line_no
        and (s.resolved_us is null or s.ended_us <= s.resolved_us)
        and (s.second_next is not null or s.resolved_us is not null)
    qualify row_number() over (partition by s.case_no, s.holder_no order by s.run_no) = 1
)"""

_SQL = (
    _UPWARD
    + """
select subject_no, case_no, run_no, stratum, outcome, met_no
from upward
"""
)

_EVIDENCE = (
    _UPWARD
    + """
select subject_no, cast(null as integer) as object_no, case_no, run_no, next_own_us as weight_us
from upward
where outcome = 1
order by weight_us desc, case_rank, run_no
"""
)

_PEERS = ("North", "South", "East", "West", "Harbour", "Station", "Market", "Castle", "Mill", "Bridge")
_LINES = (("Roads", 1), ("Legal", 1))


def _office(unit: str, back: int, taken: int) -> tuple[Cases, ...]:
    return (
        Cases(back, f"{unit}:queued+0 Roads:queued+9 {unit}:queued+20 {unit}:working+22 {unit}:done+30"),
        Cases(taken, f"{unit}:queued+0 Roads:queued+9 Roads:working+12 Roads:done+20"),
    )


_HEALTHY = tuple(cases for unit in _PEERS for cases in _office(unit, 6, 54))

PATTERN = Pattern(
    name="pass.upward_dumping",
    version=1,
    status="trial",
    title=_("Up and back"),
    reading=_(
        "Of %(n)s cases that %(subject)s handed to a higher line, %(observed)s came straight back undone; with peers who "
        "handed to the same places it would have been %(expected)s."
    ),
    definition=_(
        "A unit hands a case to a higher line, which does nothing with it and gives it straight back within ten days. "
        "Each case counts once per unit. "
        "Doing something means asking an outsider, finishing the case, a step the mapping counts as progress, or half an "
        "hour of work unless the mapping says otherwise; in a log without states, any step new to the case."
    ),
    innocent=(
        _("The higher line sends back what it should have decided itself."),
        _("The unit was told to ask above before it acts."),
        _("It is unclear who decides such cases, or the rule changed."),
    ),
    source="Observed against expected with over-dispersion: Spiegelhalter, Stat. Med. 24:1185 (2005).",
    test=Test.RATE_VS_PEERS,
    subject="unit",
    minimum=Minimum(n=20, expected=0.5, peers=5),
    needs=frozenset({Need.LINE}),
    params=(Param("within_days", 10, "days", _("Longest time the higher line keeps the case before giving it back.")),),
    sql=_SQL,
    evidence=_EVIDENCE,
    order_sensitive=True,
    examples=(
        Example(
            claim="most of what one office hands up comes back, unlike with its peers",
            cases=(*_HEALTHY, *_office("Airport", 45, 15)),
            subjects=("Airport",),
            lines=_LINES,
        ),
        Example(
            claim="offices whose cases come back equally often are left in peace",
            cases=(*_HEALTHY, *_office("Airport", 6, 54)),
            lines=_LINES,
        ),
        Example(
            claim="a higher line that answers and gives the case back was rightly asked",
            cases=(
                *_HEALTHY,
                Cases(60, "Airport:queued+0 Roads:working+9 Airport:queued+20 Airport:working+22 Airport:done+30"),
            ),
            lines=_LINES,
        ),
        Example(
            claim="cases that lay untouched with the higher line for weeks are no question to the unit below",
            cases=(
                *_HEALTHY,
                Cases(60, "Airport:queued+0 Roads:queued+9 Airport:queued+400 Airport:working+402 Airport:done+410"),
            ),
            lines=_LINES,
        ),
        Example(
            claim="a higher holder that returns most of what anybody hands up is no question to those below it",
            cases=(
                *_HEALTHY,
                *(
                    Cases(times, f"{unit}:queued+0 Legal:queued+9 {unit}:queued+20 {unit}:done+30")
                    for unit, times in (("North", 40), ("South", 40), ("Airport", 60))
                ),
                Cases(20, "Airport:queued+0 Roads:queued+9 Roads:working+12 Roads:done+20"),
            ),
            lines=_LINES,
        ),
        Example(
            claim="a case type the higher line returns to everybody does not count against one office",
            cases=(
                *_HEALTHY,
                *(
                    Cases(times, f"{unit}:queued+0 Legal:queued+9 {unit}:queued+20 {unit}:done+30", kind="objections")
                    for unit, times in (*((peer, 20) for peer in _PEERS), ("Airport", 60))
                ),
                *_office("Airport", 3, 27),
            ),
            lines=_LINES,
        ),
    ),
)
