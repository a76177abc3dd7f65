"""Pure relay: a case that was handed to a unit is handed on within a day, untouched, to somebody else.

Definition:
    Opportunity: the first stay of an unresolved case with a unit that got it from another one, once it is known what
    became of it within a day: it was handed on, the case was resolved, or the log goes on for longer than a day after.
    Event: handed on within a day, not to the sender (that would be ping-pong), and not productive.

Measure and unit:
    Share of a unit's arrivals, against the share expected from its case types and periods among its peers
    (over-dispersed exact funnel).

Innocent explanations:
    The unit is a dispatch desk by remit; it receives much that was sent to the wrong address; an urgent case was
    rightly sent on at once.

Source:
    Buckstop methods, "pure relay": observed against the sum of stratum rates, variance inflated by over-dispersion
    (Spiegelhalter, Stat. Med. 24, 2005).
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Param, Pattern, Test

_ARRIVALS = """
with finish as (
    select max(ended_us) as log_ended_us
    from cases
),
arrivals as (
    select
        s.holder_no as subject_no,
        s.case_no,
        s.case_rank,
        s.run_no,
        s.stratum,
        s.own_us,
        case
            when not s.productive
                and s.next_holder <> s.prev_holder
                and s.stay_us <= $within_hours * 3600000000
            then 1
            else 0
        end as outcome
    from stays s
    cross join finish f
    where s.prev_holder is not null
        and s.return_length is null
        and (s.resolved_us is null or s.started_us <= s.resolved_us)
        and (
            s.next_holder is not null
            or s.resolved_us is not null
            or f.log_ended_us - s.started_us > $within_hours * 3600000000
        )
)"""

_SQL = (
    _ARRIVALS
    + """
select subject_no, case_no, run_no, stratum, outcome
from arrivals
"""
)

_EVIDENCE = (
    _ARRIVALS
    + """
select subject_no, cast(null as integer) as object_no, case_no, run_no, own_us as weight_us
from arrivals
where outcome = 1
order by weight_us desc, case_rank, run_no
"""
)

_PEERS = ("Water", "Parks", "Housing", "Schools", "Health", "Waste", "Culture", "Sports", "Archive", "Forestry")


def _office(unit: str, relays: int, works: int) -> tuple[Cases, ...]:
    return (
        Cases(relays, f"Desk:queued+0 {unit}:queued+2 Roads:queued+9 Roads:working+12 Roads:done+20"),
        Cases(works, f"Desk:queued+0 {unit}:queued+2 {unit}:working+9 {unit}:done+20"),
    )


_HEALTHY = tuple(cases for unit in _PEERS for cases in _office(unit, 9, 81))

PATTERN = Pattern(
    name="pass.pure_relay",
    version=1,
    status="trial",
    title=_("Pure relay"),
    reading=_(
        "%(subject)s handed on %(observed)s of %(n)s cases it was given within a day without working on them; units "
        "with the same kinds of cases would have handed on %(expected)s."
    ),
    definition=_(
        "A case handed to a unit is handed on to a third one within a day, and the unit did nothing with it. Each case "
        "counts once per unit, with its first stay. "
        "Doing something means asking an outsider, finishing the case, a step the mapping counts as progress, or half an "
        "hour of work unless the mapping says otherwise; in a log without states, any step new to the case."
    ),
    innocent=(
        _("Handing on is the unit's job: it is a dispatch desk."),
        _("Much of what it is sent was addressed to the wrong place."),
        _("Urgent cases were rightly sent on at once."),
    ),
    source="Observed against expected with over-dispersion: Spiegelhalter, Stat. Med. 24:1185 (2005).",
    test=Test.RATE_VS_PEERS,
    subject="unit",
    minimum=Minimum(n=30, expected=0.5, peers=5),
    params=(Param("within_hours", 24, "hours", _("Longest stay that still counts as handing straight on.")),),
    sql=_SQL,
    evidence=_EVIDENCE,
    order_sensitive=True,
    examples=(
        Example(
            claim="one office hands on most of what it is given while its peers work on it",
            cases=(*_HEALTHY, *_office("Transit", 63, 27)),
            subjects=("Transit",),
        ),
        Example(
            claim="offices that hand on equally often are left in peace",
            cases=(*_HEALTHY, *_office("Transit", 9, 81)),
        ),
        Example(
            claim="an office that answers before it hands on is no relay",
            cases=(
                *_HEALTHY,
                Cases(90, "Desk:queued+0 Transit:working+2 Roads:queued+9 Roads:working+12 Roads:done+20"),
            ),
        ),
        Example(
            claim="cases somebody else marks done were kept all the same",
            cases=(
                *_HEALTHY,
                Cases(9, "Desk:queued+0 Transit:queued+2 Roads:queued+9 Roads:working+12 Roads:done+20"),
                Cases(81, "Desk:queued+0 Transit:queued+2 Transit:working+9 -:done+20"),
            ),
        ),
        Example(
            claim="putting resolved cases away by way of another desk is no relay",
            cases=(
                *_HEALTHY,
                Cases(90, "Desk:queued+0 Desk:working+5 Desk:done+9 Transit:closed+12 Archive:closed+14"),
            ),
        ),
        Example(
            claim="a case type that everybody hands on does not count against the office that gets most of it",
            cases=(
                *_HEALTHY,
                *(
                    Cases(40, f"Desk:queued+0 {unit}:queued+2 Roads:queued+9 Roads:done+20", kind="misdirected")
                    for unit in (*_PEERS, "Transit")
                ),
                Cases(40, "Desk:queued+0 Transit:queued+2 Roads:queued+9 Roads:done+20", kind="misdirected"),
                *_office("Transit", 4, 36),
            ),
        ),
    ),
)
