"""Longer cycle: a case comes back to an earlier holder after two or more others had it.

Definition:
    A run whose holder already held the case three or more runs ago (A-B-C-A or longer) and whose case was sent back
    by somebody who had done nothing with it (the run just before is not productive).

Measure and unit:
    Cases with such a return per holder, against what chance gives if every holder keeps its arrivals and its departures
    and every case its number of stays, but which arrival goes with which departure is drawn anew inside each case type
    and period (matched-stub shuffle). The amount is the time the others between had it before the first resolution,
    waiting for outsiders left out.

Innocent explanations:
    The holder coordinates and gets every case back by plan; a case must return for a signature; the first holder is
    the only one who may talk to the citizen.

Source:
    Matched-stub permutation of walks on the handover graph, after the configuration model of Newman, Strogatz and
    Watts (Phys. Rev. E 64, 2001); share of returns longer than A-B-A in BPI 2013: 27 % (own count).
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Pattern, Test

_SQL = """
select
    s.holder_no as subject_no,
    s.case_no,
    s.run_no,
    s.stratum,
    case when s.prev_holder is null then 0 when s.prev_productive then 0 else 1 end as counted
from stays s
"""

_EVIDENCE = """
select
    s.holder_no as subject_no,
    cast(null as integer) as object_no,
    s.case_no,
    s.run_no,
    cast(sum(between_them.own_us) as bigint) as weight_us
from stays s
join stays between_them on between_them.case_no = s.case_no
where s.return_length >= 3
    and not s.prev_productive
    and between_them.run_no > s.run_no - s.return_length
    and between_them.run_no < s.run_no
group by s.holder_no, s.case_no, s.case_rank, s.run_no
order by weight_us desc, s.case_rank, s.run_no
"""

_ROUND = "Roads:queued+0 Water:queued+5 Parks:queued+10 Roads:queued+20 Roads:working+22 Roads:done+40"
_STRAIGHT = "Housing:queued+0 Water:queued+5 Parks:queued+10 Schools:queued+20 Schools:working+22 Schools:done+40"

PATTERN = Pattern(
    name="pass.longer_cycle",
    version=1,
    status="trial",
    title=_("Longer cycle"),
    reading=_(
        "%(observed)s cases came back to %(subject)s after two or more other holders had them and the last of these had "
        "done nothing with them; by chance it would have been %(expected)s."
    ),
    definition=_(
        "A case returns to a holder who already had it, after at least two others, sent by a holder who did nothing "
        "with it. Each case counts once per holder. "
        "Doing something means asking an outsider, finishing the case, a step the mapping counts as progress, or half an "
        "hour of work unless the mapping says otherwise; in a log without states, any step new to the case."
    ),
    innocent=(
        _("The holder coordinates such cases and is meant to get each of them back."),
        _("The case must return for a signature or a stamp."),
        _("Only the first holder may speak to the citizen, so questions travel back through it."),
    ),
    source="Matched-stub permutation after the configuration model (Newman, Strogatz, Watts 2001).",
    test=Test.STUB_SHUFFLE,
    subject="unit",
    minimum=Minimum(n=30, expected=1.0),
    sql=_SQL,
    evidence=_EVIDENCE,
    order_sensitive=True,
    examples=(
        Example(
            claim="cases that travel through two offices return to where they began",
            cases=(Cases(60, _ROUND), Cases(60, _STRAIGHT)),
            subjects=("Roads",),
        ),
        Example(
            claim="a round trip in which the last office answers is no idle cycle",
            cases=(
                Cases(
                    60, "Roads:queued+0 Water:queued+5 Parks:working+10 Roads:queued+20 Roads:working+22 Roads:done+40"
                ),
                Cases(60, _STRAIGHT),
            ),
        ),
        Example(
            claim="a legal round trip of one case type is not mixed up with the straight route of another",
            cases=(Cases(60, _ROUND, kind="road works"), Cases(60, _STRAIGHT, kind="schools")),
        ),
        Example(
            claim="cases that run straight through never return",
            cases=(Cases(60, _STRAIGHT), Cases(60, "Roads:queued+0 Water:queued+5 Parks:working+10 Parks:done+20")),
        ),
    ),
)
