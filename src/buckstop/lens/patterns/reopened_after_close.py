"""Reopened after closing: cases a unit finished that had to be opened again.

Definition:
    Opportunity: the first stay of a case with a unit in which the unit finished it (done or closed). Event: a done or
    closed event of that stay was directly followed by work, a queue, a wait, a pause or a reopening.

Measure and unit:
    Share of a unit's finished cases, against the share expected from its case types and periods among its peers
    (over-dispersed exact funnel). The amount is the time the case was open again after the unit had finished it.

Innocent explanations:
    The unit takes the hard cases; the citizen brought up something new under the same number; the system reopens a case
    by itself whenever a late message comes in.

Source:
    Reopen rate as the quality half of a speed measure, Buckstop methods 2.3; BPI 2013: 510 of 7,554 cases (own count).
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Need, Pattern, Test

# States as stored: 5 = done, 6 = closed (buckstop.lens.mapping.STATE_CODES).
_CLOSINGS = """
with closings as (
    select
        s.holder_no as subject_no,
        s.case_no,
        s.case_rank,
        s.run_no,
        s.stratum,
        s.done_us,
        case when s.reopened_after > 0 then 1 else 0 end as outcome
    from stays s
    where s.done_us is not null
    qualify row_number() over (partition by s.case_no, s.holder_no order by s.run_no) = 1
)"""

_SQL = (
    _CLOSINGS
    + """
select subject_no, case_no, run_no, stratum, outcome
from closings
"""
)

_EVIDENCE = (
    _CLOSINGS
    + """
select
    k.subject_no,
    cast(null as integer) as object_no,
    k.case_no,
    k.run_no,
    cast(sum(case when e.state not in (5, 6) then e.span_us else 0 end) as bigint) as weight_us
from closings k
join events e on e.case_no = k.case_no
where k.outcome = 1 and e.happened_us >= k.done_us
group by k.subject_no, k.case_no, k.case_rank, k.run_no
order by weight_us desc, k.case_rank, k.run_no
"""
)

_PEERS = ("Water", "Parks", "Housing", "Schools", "Health", "Waste", "Culture", "Sports", "Archive", "Forestry")


def _office(unit: str, again: int, once: int) -> tuple[Cases, ...]:
    return (
        Cases(again, f"{unit}:working+0 {unit}:done+20 {unit}:working+60 {unit}:done+80"),
        Cases(once, f"{unit}:working+0 {unit}:done+20 {unit}:closed+100"),
    )


_HEALTHY = tuple(cases for unit in _PEERS for cases in _office(unit, 8, 82))

PATTERN = Pattern(
    name="close.reopened_after_close",
    version=1,
    status="trial",
    title=_("Reopened after closing"),
    reading=_(
        "%(observed)s of %(n)s cases that %(subject)s finished were opened again; with its peers it would have been "
        "%(expected)s."
    ),
    definition=_(
        "A unit marks a case done or closed, and the next thing that happens is that it is opened again. Each case "
        "counts once per unit."
    ),
    innocent=(
        _("The unit is given the hard cases."),
        _("The citizen brought up something new under the same number."),
        _("The system opens a case by itself when a late message comes in."),
    ),
    source="Reopen rate against peers: Spiegelhalter, Stat. Med. 24:1185 (2005).",
    test=Test.RATE_VS_PEERS,
    subject="unit",
    minimum=Minimum(n=30, expected=0.5, peers=5),
    needs=frozenset({Need.STATE}),
    sql=_SQL,
    evidence=_EVIDENCE,
    order_sensitive=True,
    examples=(
        Example(
            claim="cases finished by one office are opened again far more often",
            cases=(*_HEALTHY, *_office("Transit", 54, 36)),
            subjects=("Transit",),
        ),
        Example(
            claim="offices whose cases are opened again equally often are left in peace",
            cases=(*_HEALTHY, *_office("Transit", 8, 82)),
        ),
        Example(
            claim="putting a finished case away is not opening it again",
            cases=(*_HEALTHY, *_office("Transit", 0, 200)),
        ),
        Example(
            claim="a case type that is opened again everywhere does not count against the office that gets most of it",
            cases=(
                *_HEALTHY,
                *(
                    Cases(
                        times,
                        f"{unit}:working+0 {unit}:done+20 {unit}:working+60 {unit}:done+80",
                        kind="street lights",
                    )
                    for unit, times in (*((peer, 40) for peer in _PEERS), ("Transit", 90))
                ),
                *_office("Transit", 3, 27),
            ),
        ),
    ),
)
