"""Kept at the front: cases that were finished without ever leaving the front line.

Definition:
    A case that was held by front-line holders only, from its first holder to the end of the log.

Measure and unit:
    Cases, and the time they took up to their first resolution. An exact count for the log as a whole.

Innocent explanations:
    Which cases come in decides much of it; a front line may keep cases it should have handed on.

Source:
    "Push to front" question of the BPI Challenge 2013 (CEUR Vol-1052): solve at the front line what can be solved there.
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Need, Pattern, Test

_KEPT = """
with kept as (
    select
        r.case_no,
        c.case_rank,
        cast(sum(r.working_us + r.queued_us + r.waiting_us + r.paused_us + r.other_us) as bigint) as open_us
    from runs r
    join holders h on h.holder_no = r.holder_no
    join cases c on c.case_no = r.case_no
    group by r.case_no, c.case_rank
    having max(h.line_no) = 0
)"""

_SQL = (
    _KEPT
    + """
select
    cast(null as integer) as subject_no,
    cast(null as integer) as object_no,
    count(*) as n,
    cast(coalesce(sum(open_us), 0) as bigint) as amount_us
from kept
"""
)

_EVIDENCE = (
    _KEPT
    + """
select
    cast(null as integer) as subject_no,
    cast(null as integer) as object_no,
    case_no,
    cast(0 as integer) as run_no,
    open_us as weight_us
from kept
order by weight_us desc, case_rank
"""
)

_LINES = (("Desk", 0), ("Roads", 1))

PATTERN = Pattern(
    name="pass.push_to_front",
    version=1,
    status="trial",
    title=_("Kept at the front"),
    reading=_("%(n)s cases stayed with the front line from beginning to end."),
    definition=_("Counts cases that only holders of the front line ever held."),
    innocent=(
        _("Which cases come in decides how many the front line can keep."),
        _("A case kept at the front is not always a case well handled; some should have gone to specialists."),
    ),
    source="BPI Challenge 2013, CEUR Vol-1052, question on push to front.",
    test=Test.COUNT,
    subject="log",
    minimum=Minimum(n=1, expected=0.0),
    needs=frozenset({Need.LINE}),
    sql=_SQL,
    evidence=_EVIDENCE,
    examples=(
        Example(
            claim="cases that never left the desk are counted",
            cases=(
                Cases(20, "Desk:queued+0 Desk:working+1 Desk:done+3"),
                Cases(20, "Desk:queued+0 Roads:working+5 Roads:done+9"),
            ),
            subjects=("*",),
            lines=_LINES,
        ),
        Example(
            claim="a case that reached a higher line and came back was not kept",
            cases=(Cases(20, "Desk:queued+0 Roads:working+5 Desk:working+9 Desk:done+12"),),
            lines=_LINES,
        ),
        Example(
            claim="a case that began on a higher line was not kept at the front",
            cases=(Cases(20, "Roads:working+5 Roads:done+12"), Cases(20, "Roads:working+1 Desk:done+4")),
            lines=_LINES,
        ),
    ),
)
