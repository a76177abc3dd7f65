"""Queue gap: a case lies in a unit's queue for days before anybody takes it up.

Definition:
    Opportunity: the first arrival of an unresolved case in a unit's queue, once it was taken up, handed on, or lay there
    longer than the threshold. Event: longer than 72 hours by the clock, so that an ordinary weekend alone never counts.

Measure and unit:
    Share of a unit's queue arrivals, against the share expected from its case types and periods among its peers
    (over-dispersed exact funnel). The amount is the time in the queue, in which nobody holds the case in fact.

Innocent explanations:
    The unit is short of people for what it is sent; long holidays; taking up is simply not recorded in the system.

Source:
    Lens study of public logs: in BPI 2013, 20.6 % of the time before resolution is queue nobody has taken up; funnel
    after Spiegelhalter, Stat. Med. 24, 2005.
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Need, Param, Pattern, Test

# States as stored: 2 = queued (buckstop.lens.mapping.STATE_CODES).
_QUEUE = """
with queue as (
    select
        s.holder_no as subject_no,
        s.case_no,
        s.case_rank,
        s.run_no,
        s.stratum,
        s.first_queue_us,
        case when s.first_queue_us > $longer_than_hours * 3600000000 then 1 else 0 end as outcome
    from stays s
    where s.entry_state = 2
        and s.return_length is null
        and (s.resolved_us is null or s.started_us < s.resolved_us)
        and (
            s.next_holder is not null
            or s.exit_state <> 2
            or s.first_queue_us > $longer_than_hours * 3600000000
        )
)"""

_SQL = (
    _QUEUE
    + """
select subject_no, case_no, run_no, stratum, outcome
from queue
"""
)

_EVIDENCE = (
    _QUEUE
    + """
select subject_no, cast(null as integer) as object_no, case_no, run_no, first_queue_us as weight_us
from queue
where outcome = 1
order by weight_us desc, case_rank, run_no
"""
)

_PEERS = ("Water", "Parks", "Housing", "Schools", "Health", "Waste", "Culture", "Sports", "Archive", "Forestry")


def _office(unit: str, slow: int, swift: int) -> tuple[Cases, ...]:
    return (
        Cases(slow, f"{unit}:queued+0 {unit}:working+200 {unit}:done+220"),
        Cases(swift, f"{unit}:queued+0 {unit}:working+20 {unit}:done+40"),
    )


_HEALTHY = tuple(cases for unit in _PEERS for cases in _office(unit, 12, 78))

PATTERN = Pattern(
    name="queue.queue_gap",
    version=1,
    status="trial",
    title=_("Queue gap"),
    reading=_(
        "%(observed)s of %(n)s cases lay in the queue of %(subject)s for more than three days before anybody took them "
        "up; with its peers it would have been %(expected)s."
    ),
    definition=_(
        "A case arrives in the queue of a unit and lies there for more than 72 hours by the clock before anybody takes "
        "it up. Each case counts once per unit."
    ),
    innocent=(
        _("The unit has too few people for what it is sent."),
        _("Holidays fell into the period."),
        _("People do take cases up, but the system does not record it."),
    ),
    source="Queue share of BPI Challenge 2013 (own count); Spiegelhalter, Stat. Med. 24:1185 (2005).",
    test=Test.RATE_VS_PEERS,
    subject="unit",
    minimum=Minimum(n=30, expected=0.5, peers=5),
    needs=frozenset({Need.STATE}),
    params=(Param("longer_than_hours", 72, "hours", _("Time in the queue from which a case counts as left lying.")),),
    sql=_SQL,
    evidence=_EVIDENCE,
    examples=(
        Example(
            claim="in one office most cases lie for days while its peers take them up",
            cases=(*_HEALTHY, *_office("Transit", 63, 27)),
            subjects=("Transit",),
        ),
        Example(
            claim="offices that take up equally fast are left in peace",
            cases=(*_HEALTHY, *_office("Transit", 12, 78)),
        ),
        Example(
            claim="long work that was taken up at once is no gap",
            cases=(*_HEALTHY, Cases(90, "Transit:queued+0 Transit:working+5 Transit:done+400")),
        ),
        Example(
            claim="a case type that everybody lets lie does not count against the office that gets most of it",
            cases=(
                *_HEALTHY,
                *(
                    Cases(times, f"{unit}:queued+0 {unit}:working+200 {unit}:done+220", kind="winter service")
                    for unit, times in (*((peer, 40) for peer in _PEERS), ("Transit", 90))
                ),
                *_office("Transit", 4, 26),
            ),
        ),
    ),
)
