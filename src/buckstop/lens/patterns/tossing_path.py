"""Tossing path: who handed on cases that somebody else finished in the end.

Definition:
    Goal-oriented graph: in a finished case, every holder before the one who first finished it is linked to that
    finisher, once per case, however many stops lay between.

Measure and unit:
    Cases per ordered pair (earlier holder, finisher); the time the earlier holder had them, waiting for outsiders
    left out. An exact count, compared with nothing, blaming nobody: it shows where such cases could have gone at once.

Innocent explanations:
    A front desk must hand on what specialists finish; the case needed both holders' work; the finisher only signs.

Source:
    Jeong, Kim, Zimmermann, Improving bug triage with bug tossing graphs, ESEC/FSE 2009 (goal-oriented model).
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Need, Pattern, Test

_PASSERS = """
with finish as (
    select case_no, min(run_no) as run_no, arg_min(holder_no, run_no) as holder_no
    from runs
    where done_us is not null
    group by case_no
),
passers as (
    select
        s.holder_no as subject_no,
        f.holder_no as object_no,
        s.case_no,
        s.case_rank,
        min(s.run_no) as run_no,
        cast(sum(s.own_us) as bigint) as own_us
    from stays s
    join finish f on f.case_no = s.case_no
    where s.run_no < f.run_no and s.holder_no <> f.holder_no
    group by s.holder_no, f.holder_no, s.case_no, s.case_rank
)"""

_SQL = (
    _PASSERS
    + """
select subject_no, object_no, count(*) as n, cast(sum(own_us) as bigint) as amount_us
from passers
group by subject_no, object_no
"""
)

_EVIDENCE = (
    _PASSERS
    + """
select subject_no, object_no, case_no, run_no, own_us as weight_us
from passers
order by weight_us desc, case_rank, run_no
"""
)

PATTERN = Pattern(
    name="pass.tossing_path",
    version=1,
    status="trial",
    title=_("Tossing path"),
    reading=_("%(subject)s handed on %(n)s cases that %(object)s finished in the end."),
    definition=_(
        "Counts, for every holder, who finished the cases it handed on, however many stops lay between. It blames "
        "nobody; it shows where such cases could go at once."
    ),
    innocent=(
        _("A front desk must hand on what only specialists can finish."),
        _("The case needed the work of both."),
        _("The one who finished it only signs what others prepared."),
    ),
    source="Jeong, Kim, Zimmermann, ESEC/FSE 2009, goal-oriented tossing graph.",
    test=Test.COUNT,
    subject="pair",
    minimum=Minimum(n=5, expected=0.0),
    needs=frozenset({Need.STATE}),
    sql=_SQL,
    evidence=_EVIDENCE,
    order_sensitive=True,
    examples=(
        Example(
            claim="every earlier holder is linked to the one who finished, past the stops between",
            cases=(Cases(6, "Roads:queued+0 Water:queued+5 Parks:working+10 Parks:done+20"),),
            subjects=("Roads>Parks", "Water>Parks"),
        ),
        Example(
            claim="a case finished by its first holder has no path",
            cases=(Cases(40, "Roads:queued+0 Roads:working+5 Roads:done+20"),),
        ),
        Example(
            claim="a return to the finisher does not link it to itself, and open cases have no goal yet",
            cases=(
                Cases(40, "Roads:queued+0 Roads:done+5 Water:working+8 Roads:closed+20"),
                Cases(40, "Roads:queued+0 Water:working+8"),
            ),
        ),
    ),
)
