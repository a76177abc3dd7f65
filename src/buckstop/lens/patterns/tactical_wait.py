"""Tactical wait: a case is set to waiting for an outsider and finished straight out of the wait.

Definition:
    Opportunity: a stay in which the unit set an unresolved case to waiting, once the wait has ended. Event: at least one
    wait of the stay ended straight in done or closed by the same unit, with no work between.

Measure and unit:
    Share of a unit's stays with a wait, against the share expected from its case types and periods among its peers
    (over-dispersed exact funnel). The amount is the time the clock stood still.

Innocent explanations:
    The citizen confirmed that all is well and nothing was left to do; the fault went away by itself; the unit asks for
    confirmation before it closes, by rule.

Source:
    Gupta et al., Empir. Softw. Eng. 2017: waits raised only to stop the service clock; in BPI 2013, 32.2 % of waits for
    the user end straight in completed by the same person (own count).
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Need, Pattern, Test

# States as stored: 3 = waiting (buckstop.lens.mapping.STATE_CODES).
_WAITS = """
with waits as (
    select
        s.holder_no as subject_no,
        s.case_no,
        s.case_rank,
        s.run_no,
        s.stratum,
        s.waiting_us,
        case when s.waits_straight_to_done > 0 then 1 else 0 end as outcome
    from stays s
    where s.waits > 0
        and (s.resolved_us is null or s.wait_started_us < s.resolved_us)
        and (s.next_holder is not null or s.exit_state <> 3 or s.waits > 1)
    qualify row_number() over (partition by s.case_no, s.holder_no order by s.run_no) = 1
)"""

_SQL = (
    _WAITS
    + """
select subject_no, case_no, run_no, stratum, outcome
from waits
"""
)

_EVIDENCE = (
    _WAITS
    + """
select subject_no, cast(null as integer) as object_no, case_no, run_no, waiting_us as weight_us
from waits
where outcome = 1
order by weight_us desc, case_rank, run_no
"""
)

_PEERS = ("Water", "Parks", "Housing", "Schools", "Health", "Waste", "Culture", "Sports", "Archive", "Forestry")


def _office(unit: str, straight: int, worked: int) -> tuple[Cases, ...]:
    return (
        Cases(straight, f"{unit}:working+0 {unit}:waiting+5 {unit}:done+60"),
        Cases(worked, f"{unit}:working+0 {unit}:waiting+5 {unit}:working+60 {unit}:done+70"),
    )


_HEALTHY = tuple(cases for unit in _PEERS for cases in _office(unit, 12, 78))

PATTERN = Pattern(
    name="wait.tactical_wait",
    version=1,
    status="trial",
    title=_("Wait that ends in done"),
    reading=_(
        "In %(observed)s of %(n)s cases that %(subject)s set to waiting, the wait ended straight in done without any "
        "work; with its peers it would have been %(expected)s."
    ),
    definition=_(
        "A unit sets a case to waiting for somebody outside and finishes it straight out of that wait, with no work "
        "between. Each case counts once per unit."
    ),
    innocent=(
        _("The citizen confirmed that all is well, so nothing was left to do."),
        _("The trouble went away by itself while the unit waited."),
        _("By rule the unit asks for confirmation before it closes a case."),
    ),
    source="Gupta et al., Empir. Softw. Eng. (2017), tactical waits; Spiegelhalter, Stat. Med. 24:1185 (2005).",
    test=Test.RATE_VS_PEERS,
    subject="unit",
    minimum=Minimum(n=30, expected=0.5, peers=5),
    needs=frozenset({Need.STATE}),
    sql=_SQL,
    evidence=_EVIDENCE,
    order_sensitive=True,
    examples=(
        Example(
            claim="most waits of one office end straight in done, unlike with its peers",
            cases=(*_HEALTHY, *_office("Transit", 63, 27)),
            subjects=("Transit",),
        ),
        Example(
            claim="offices that ask for confirmation equally often are left in peace",
            cases=(*_HEALTHY, *_office("Transit", 12, 78)),
        ),
        Example(
            claim="an office that waits often but works after each answer is not suspected",
            cases=(*_HEALTHY, *_office("Transit", 0, 200)),
        ),
        Example(
            claim="a wait that another office ends is not held against the one who began it",
            cases=(*_HEALTHY, Cases(90, "Transit:working+0 Transit:waiting+5 Roads:done+60")),
        ),
    ),
)
