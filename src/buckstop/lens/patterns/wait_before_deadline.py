"""Wait before the deadline: waits that begin in the last days before a case is due.

Definition:
    Cases with a deadline that a unit held since nine days before it or longer: waits begun in the last two days before
    the deadline against waits begun on the same two days one week earlier. The first wait of a stay.

Measure and unit:
    Waits per unit on the late and on the early days, inside the same cases and on the same weekdays, so each case is its
    own comparison (case-crossover, exact binomial with 1/2). Where other units begin waits in cases of the same type
    and period, the unit must also begin more of its own late than they do (Mantel-Haenszel's strata, exact): what
    is asked late by the nature of the work is asked late by everybody. The larger of the two p-values counts. A case
    finished early cannot wait on the late days, which can only hide a finding.

Innocent explanations:
    The deadline itself makes people look at a case and find that something is missing; answers come only under
    pressure; the deadline was set late.

Source:
    Case-crossover design: Maclure, Am. J. Epidemiol. 133 (1991); referent days on the same weekday: Levy et al.,
    Epidemiology 12 (2001).
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Need, Param, Pattern, Test

_WAITS = """
with waits as (
    select
        s.holder_no as subject_no,
        s.case_no,
        s.case_rank,
        s.run_no,
        s.stratum,
        s.waiting_us,
        case
            when s.wait_started_us >= s.due_us - $within_days * 86400000000 and s.wait_started_us < s.due_us then 1
            when s.wait_started_us >= s.due_us - ($apart_days + $within_days) * 86400000000
                and s.wait_started_us < s.due_us - $apart_days * 86400000000
            then 0
        end as late
    from stays s
    where s.started_us <= s.due_us - ($apart_days + $within_days) * 86400000000
        and (s.resolved_us is null or s.wait_started_us < s.resolved_us)
)"""

_SQL = (
    _WAITS
    + """
select
    subject_no,
    stratum,
    count(case when late = 1 then 1 end) as late_n,
    count(case when late = 0 then 1 end) as early_n
from waits
where late is not null
group by subject_no, stratum
"""
)

_EVIDENCE = (
    _WAITS
    + """
select subject_no, cast(null as integer) as object_no, case_no, run_no, waiting_us as weight_us
from waits
where late = 1
order by weight_us desc, case_rank, run_no
"""
)


def _office(unit: str, late: int, early: int) -> tuple[Cases, ...]:
    return (
        Cases(late, f"{unit}:working+0 {unit}:waiting+450 {unit}:working+500 {unit}:done+520", due=480.0),
        Cases(early, f"{unit}:working+0 {unit}:waiting+290 {unit}:working+330 {unit}:done+520", due=480.0),
    )


PATTERN = Pattern(
    name="wait.wait_before_deadline",
    version=1,
    status="trial",
    title=_("Wait before the deadline"),
    reading=_(
        "Of %(n)s waits that %(subject)s began in the last two days before a deadline or on the same days one week "
        "earlier, %(observed)s began in the last two days; an even spread would be %(expected)s."
    ),
    definition=_(
        "Among cases a unit had held for nine days or longer when the deadline came, compares waits begun in the last "
        "two days before it with waits begun on the same two days one week earlier, and, where other units have such "
        "waits, with theirs."
    ),
    innocent=(
        _("The deadline makes people look at the case and find that something is missing."),
        _("Those who must answer do so only when the deadline presses."),
        _("The deadline was set or moved late."),
    ),
    source="Case-crossover: Maclure, Am. J. Epidemiol. 133:144 (1991); same weekdays: Levy et al., Epidemiology 12:186 (2001).",
    test=Test.BEFORE_AFTER,
    subject="unit",
    minimum=Minimum(n=20, expected=5.0),
    needs=frozenset({Need.STATE, Need.DUE}),
    params=(
        Param("within_days", 2, "days", _("Length of each of the two stretches of days.")),
        Param("apart_days", 7, "days", _("How much earlier the stretch lies with which the last days are compared.")),
    ),
    sql=_SQL,
    evidence=_EVIDENCE,
    examples=(
        Example(
            claim="one office begins its waits just before the deadline",
            cases=(*_office("Roads", 48, 12), *_office("Water", 30, 30)),
            subjects=("Roads",),
        ),
        Example(
            claim="waits spread evenly before the deadline are ordinary work",
            cases=(*_office("Roads", 30, 30), *_office("Water", 31, 29)),
        ),
        Example(
            claim="a case that came in just before its deadline could not have waited earlier",
            cases=(
                Cases(60, "Desk:working+0 Roads:working+400 Roads:waiting+450 Roads:done+520", due=480.0),
                *_office("Water", 30, 30),
            ),
        ),
    ),
)
