"""Deadline rush: many cases are finished just before they are due, and those are reopened more often.

Definition:
    First resolutions of cases with a deadline by a unit that held them since nine days before it or longer: those in
    the last two days before the deadline against those on the same two days one week earlier (the rush), and the share
    reopened among the late ones against the share among all others of the same unit (the quality). Both must differ.

Measure and unit:
    Resolutions and reopenings per unit. Rush: exact binomial with 1/2, and, where other units finish cases of the same
    type and period in those days, more of them late than they do (exact, inside strata). Quality: Fisher /
    Mantel-Haenszel inside each case type and period. The largest p-value counts: working to a deadline alone is legal
    planning.

Innocent explanations:
    Hard cases take until the deadline and are reopened because they are hard; inspectors look harder at late cases;
    deadlines fall together at the end of a month.

Source:
    Rush test and bunching with quality: Kleven, Annu. Rev. Econ. 8 (2016); comparison on the same weekdays: Levy et al.,
    Epidemiology 12 (2001).
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Need, Param, Pattern, Test

_FINISHES = """
with finishes as (
    select
        s.holder_no as subject_no,
        s.case_no,
        s.case_rank,
        s.run_no,
        s.stratum,
        s.own_us,
        case when s.reopened_after > 0 then 1 else 0 end as bad,
        case
            when s.done_us >= s.due_us - $within_days * 86400000000 and s.done_us < s.due_us then 1
            when s.done_us >= s.due_us - ($apart_days + $within_days) * 86400000000
                and s.done_us < s.due_us - $apart_days * 86400000000
            then 2
            else 0
        end as part
    from stays s
    where s.done_us = s.resolved_us and s.started_us <= s.due_us - ($apart_days + $within_days) * 86400000000
    qualify row_number() over (partition by s.case_no order by s.run_no) = 1
)"""

_SQL = (
    _FINISHES
    + """
select
    subject_no,
    stratum,
    count(case when part = 1 then 1 end) as late_n,
    count(case when part = 2 then 1 end) as early_n,
    count(case when part = 1 and bad = 1 then 1 end) as late_bad,
    count(case when part = 1 then 1 end) as late_total,
    count(case when part <> 1 and bad = 1 then 1 end) as other_bad,
    count(case when part <> 1 then 1 end) as other_total
from finishes
group by subject_no, stratum
"""
)

_EVIDENCE = (
    _FINISHES
    + """
select subject_no, cast(null as integer) as object_no, case_no, run_no, own_us as weight_us
from finishes
where part = 1 and bad = 1
order by weight_us desc, case_rank, run_no
"""
)


def _finished(unit: str, hour: int, good: int, reopened: int) -> tuple[Cases, ...]:
    again = f"{unit}:working+{hour + 30} {unit}:done+{hour + 50}"
    return (
        Cases(good, f"{unit}:working+0 {unit}:done+{hour}", due=480.0),
        Cases(reopened, f"{unit}:working+0 {unit}:done+{hour} {again}", due=480.0),
    )


PATTERN = Pattern(
    name="close.deadline_rush",
    version=1,
    status="trial",
    title=_("Deadline rush"),
    reading=_(
        "Of %(n)s cases that %(subject)s finished in the last two days before the deadline or on the same days one week "
        "earlier, %(observed)s were finished in the last two days, where an even spread would be %(expected)s; and these "
        "were reopened more often than its others."
    ),
    definition=_(
        "Among cases a unit had held for nine days or longer when the deadline came, compares those finished in the last "
        "two days before it with those finished on the same two days one week earlier, by this unit and by others, and "
        "asks whether the late ones were reopened more often than the unit's other cases. All must hold."
    ),
    innocent=(
        _("Hard cases take until the deadline and are reopened because they are hard."),
        _("Cases finished late are looked at more closely afterwards."),
        _("Many deadlines fall on the same days, such as the end of a month."),
    ),
    source="Kleven, Annu. Rev. Econ. 8 (2016) on bunching; exact binomial and stratified Fisher test.",
    test=Test.RUSH_QUALITY,
    subject="unit",
    minimum=Minimum(n=20, expected=5.0),
    needs=frozenset({Need.STATE, Need.DUE}),
    params=(
        Param("within_days", 2, "days", _("Length of each of the two stretches of days.")),
        Param("apart_days", 7, "days", _("How much earlier the stretch lies with which the last days are compared.")),
    ),
    sql=_SQL,
    evidence=_EVIDENCE,
    order_sensitive=True,
    examples=(
        Example(
            claim="one office finishes in a rush before the deadline and much of it is reopened",
            cases=(*_finished("Roads", 470, 60, 30), *_finished("Roads", 290, 14, 1), *_finished("Roads", 90, 85, 5)),
            subjects=("Roads",),
        ),
        Example(
            claim="finishing just in time with good quality is legal planning",
            cases=(*_finished("Roads", 470, 86, 4), *_finished("Roads", 290, 14, 1), *_finished("Roads", 90, 85, 5)),
        ),
        Example(
            claim="late cases that are reopened more often without any rush are hard cases",
            cases=(*_finished("Roads", 470, 20, 10), *_finished("Roads", 290, 28, 2), *_finished("Roads", 90, 85, 5)),
        ),
        Example(
            claim="a unit that got the cases just before their deadline could only finish them late",
            cases=(
                Cases(
                    90, "Desk:working+0 Roads:working+400 Roads:done+470 Roads:working+500 Roads:done+520", due=480.0
                ),
                *_finished("Roads", 90, 85, 5),
            ),
        ),
    ),
)
