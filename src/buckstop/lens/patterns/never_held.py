"""Never held: open cases that no unit ever held.

Definition:
    A case without a resolution at the end of the log in which no event names a holder (placeholders, queues and robots
    hold nothing).

Measure and unit:
    Cases of the log as a whole, and the time from their first event to the end of the log. An exact count, no test.

Innocent explanations:
    The log does not record who holds a new case; the cases came in on the last day; they were handled by telephone.

Source:
    Buckstop methods, orphaning: no active holder; counted only.
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Need, Pattern, Test

_OPEN = """
with finish as (
    select max(ended_us) as log_ended_us
    from cases
),
unheld as (
    select c.case_no, c.case_rank, f.log_ended_us - c.started_us as open_us
    from cases c
    join case_runs k on k.case_no = c.case_no
    cross join finish f
    where c.resolved_us is null and k.runs = 0
)"""

_SQL = (
    _OPEN
    + """
select
    cast(null as integer) as subject_no,
    cast(null as integer) as object_no,
    count(*) as n,
    cast(coalesce(sum(open_us), 0) as bigint) as amount_us
from unheld
"""
)

_EVIDENCE = (
    _OPEN
    + """
select
    cast(null as integer) as subject_no,
    cast(null as integer) as object_no,
    case_no,
    cast(0 as integer) as run_no,
    open_us as weight_us
from unheld
order by weight_us desc, case_rank
"""
)

PATTERN = Pattern(
    name="hold.never_held",
    version=1,
    status="trial",
    title=_("Never held"),
    reading=_("%(n)s open cases were never held by anybody the log names."),
    definition=_("Counts cases not finished at the end of the log in which no event names a holder."),
    innocent=(
        _("The log does not record who holds a case before work begins."),
        _("The cases came in just before the log ends."),
        _("They were settled without the system."),
    ),
    source="Orphaning without any holder; exact count.",
    test=Test.COUNT,
    subject="log",
    minimum=Minimum(n=1, expected=0.0),
    needs=frozenset({Need.STATE}),
    sql=_SQL,
    evidence=_EVIDENCE,
    examples=(
        Example(
            claim="open cases without any holder are counted",
            cases=(Cases(5, "-:queued+0 -:queued+9"), Cases(20, "Roads:working+0 Roads:done+9")),
            subjects=("*",),
        ),
        Example(
            claim="a case that somebody held at least once is not counted",
            cases=(Cases(5, "-:queued+0 Roads:working+9 -:queued+20"), Cases(20, "Roads:working+0 Roads:done+9")),
        ),
        Example(
            claim="a case finished by a system without a holder is not open",
            cases=(Cases(5, "-:queued+0 -:done+9"), Cases(20, "Roads:working+0 Roads:done+9")),
        ),
    ),
)
