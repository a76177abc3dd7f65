"""Orphan: an open case that nothing has happened to for longer than almost any case of its kind ever lay.

Definition:
    A case without a resolution at the end of the log whose last event is longer ago than theta: the 95 % quantile, over
    the finished cases of its type (at least 20), of each one's longest gap between two events before it was resolved.
    Why not the quantile of all gaps: most gaps are short, but an open case spends most of its life in its long ones.
    In the log of BPI 2013, two in five cases that were touched again later lay for longer than that at any moment.

Measure and unit:
    Cases per last holder, and the time since their last event. An exact count, no test.

Innocent explanations:
    The log was cut off or exported only in part; the case was finished outside the system; it rests by agreement.

Source:
    Buckstop methods, orphaning: no event for longer than the type's 95 % quantile, here of the longest gaps because of
    length-biased sampling (Cox, Renewal Theory, 1962); counted only.
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Need, Param, Pattern, Test

_ORPHANS = """
with longest as (
    select c.case_no, c.case_type, max(e.span_us) as gap_us
    from events e
    join cases c on c.case_no = e.case_no
    where c.resolved_us is not null and e.happened_us < c.resolved_us
    group by c.case_no, c.case_type
),
sizes as (
    select case_type, gap_us, count(*) as gaps
    from longest
    group by case_type, gap_us
),
ranked as (
    select
        case_type,
        gap_us,
        sum(gaps) over (partition by case_type order by gap_us rows between unbounded preceding and current row) as below,
        sum(gaps) over (partition by case_type) as gaps
    from sizes
),
theta as (
    select case_type, min(gap_us) as theta_us
    from ranked
    where gaps >= $least_cases and below * 100 >= gaps * $quantile_percent
    group by case_type
),
finish as (
    select max(ended_us) as log_ended_us
    from cases
),
orphans as (
    select
        k.last_holder as subject_no,
        c.case_no,
        c.case_rank,
        k.runs - 1 as run_no,
        f.log_ended_us - c.ended_us as silent_us
    from cases c
    join case_runs k on k.case_no = c.case_no
    join theta t on t.case_type = c.case_type
    cross join finish f
    where c.resolved_us is null
        and k.last_holder is not null
        and f.log_ended_us - c.ended_us > t.theta_us
)"""

_SQL = (
    _ORPHANS
    + """
select
    subject_no,
    cast(null as integer) as object_no,
    count(*) as n,
    cast(sum(silent_us) as bigint) as amount_us
from orphans
group by subject_no
"""
)

_EVIDENCE = (
    _ORPHANS
    + """
select subject_no, cast(null as integer) as object_no, case_no, run_no, silent_us as weight_us
from orphans
order by weight_us desc, case_rank
"""
)

_LIVELY = Cases(60, "Water:queued+0 Water:working+5 Water:done+60")
_BUSY = " ".join(f"Roads:working+{hour}" for hour in range(24))

PATTERN = Pattern(
    name="hold.orphan",
    version=1,
    status="trial",
    title=_("Orphaned case"),
    reading=_("%(n)s open cases last held by %(subject)s have had no event for unusually long."),
    definition=_(
        "Counts cases not finished at the end of the log whose last event is longer ago than the longest silence in 95 of "
        "100 finished cases of the same type."
    ),
    innocent=(
        _("The log was cut off or exported only in part."),
        _("The case was finished outside the system and never marked done."),
        _("The case rests by agreement until a date."),
    ),
    source="Quantile rule of orphaning, on longest gaps because of length bias (Cox, Renewal Theory, 1962); exact count.",
    test=Test.COUNT,
    subject="unit",
    minimum=Minimum(n=1, expected=0.0),
    needs=frozenset({Need.STATE}),
    params=(
        Param("quantile_percent", 95, "share", _("Share of finished cases, in percent, that never lay for so long.")),
        Param("least_cases", 20, "cases", _("Finished cases a type must show before a silence can be called unusual.")),
    ),
    sql=_SQL,
    evidence=_EVIDENCE,
    examples=(
        Example(
            claim="open cases that fell silent long before the end of the log are orphans",
            cases=(_LIVELY, Cases(12, "Roads:queued+0 Roads:working+5")),
            subjects=("Roads",),
        ),
        Example(
            claim="a case that lies for a month is alive where many lie for a month once, though most gaps are short",
            cases=(
                Cases(60, f"{_BUSY} Roads:working+910 Roads:done+915"),
                Cases(1, "Roads:queued+8580 Roads:working+8600"),
            ),
        ),
        Example(
            claim="a finished case may rest for ever",
            cases=(_LIVELY, Cases(12, "Roads:queued+0 Roads:working+5 Roads:done+9")),
        ),
        Example(
            claim="a type whose cases often rest for a year has no orphan after eleven months",
            cases=(
                _LIVELY,
                Cases(30, "Roads:queued+0 Roads:done+9000", kind="land title"),
                Cases(1, "Roads:queued+0 Roads:working+9000", kind="land title"),
            ),
        ),
        Example(
            claim="an open case that moved hours before the end of the log is in somebody's hands",
            cases=(_LIVELY, Cases(1, "Roads:queued+0 Roads:working+8550")),
        ),
        Example(
            claim="where few cases were finished a silence cannot be called unusual",
            cases=(Cases(9, "Roads:queued+0 Roads:working+5"), Cases(9, "Roads:queued+0 Roads:done+5")),
        ),
    ),
)
