"""Ping-pong: a case goes from one holder to another and straight back, and neither moved it on.

Definition:
    At centre B: the case came from A (who had done nothing with it), B did nothing with it either and gave it back to
    A within ten days. Done nothing = the stay is not productive (see `buckstop.lens.tables`). Each case counts once per
    centre, with its first stay that came from somebody and went on to somebody, and only if that somebody before had
    done nothing.

Measure and unit:
    Cases per ordered pair (centre, other), against the number expected if untouched arrivals at the centre and where
    they went were paired at random inside each case type and period (exact stratified hypergeometric). Arrivals that
    had been worked on are left out: what comes misdirected is rightly sent on untouched, to whomever it belongs, and
    beside cases that came to be worked on that alone would look like a return.

Innocent explanations:
    A sends what plainly belongs elsewhere and B can only return it; forms of A lack what B must have; rules make A the
    only place B may give a case to.

Source:
    One of the four questions of the BPI Challenge 2013 (CEUR Vol-1052). The null model is derived by hand: at a centre
    with m untouched arrivals, a of them from A, and c of the m going to A, the overlap is hypergeometric(m, c, a).
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Param, Pattern, Test

_STAYS = """
with through as (
    select
        s.case_no,
        s.case_rank,
        s.run_no,
        s.holder_no,
        s.stratum,
        s.own_us,
        s.prev_holder as came_from,
        s.prev_productive,
        case when not s.productive and s.stay_us <= $within_days * 86400000000 then s.next_holder end as left_for
    from stays s
    where s.prev_holder is not null and s.next_holder is not null
    qualify row_number() over (partition by s.case_no, s.holder_no order by s.run_no) = 1
),
untouched as (
    select case_no, case_rank, run_no, holder_no, stratum, own_us, came_from, left_for
    from through
    where not prev_productive
)"""

_SQL = (
    _STAYS
    + """,
centres as (
    select holder_no, stratum, count(*) as through
    from untouched
    group by holder_no, stratum
),
arrivals as (
    select holder_no, stratum, came_from as other_no, count(*) as arrived
    from untouched
    group by holder_no, stratum, came_from
),
departures as (
    select holder_no, stratum, left_for as other_no, count(*) as left_to
    from untouched
    where left_for is not null
    group by holder_no, stratum, left_for
),
bounces as (
    select holder_no, stratum, came_from as other_no, count(*) as bounced
    from untouched
    where came_from = left_for
    group by holder_no, stratum, came_from
)
select
    a.holder_no as subject_no,
    a.other_no as object_no,
    a.stratum,
    c.through,
    a.arrived,
    coalesce(d.left_to, 0) as left_to,
    coalesce(b.bounced, 0) as both
from arrivals a
left join departures d on d.holder_no = a.holder_no and d.stratum = a.stratum and d.other_no = a.other_no
join centres c on c.holder_no = a.holder_no and c.stratum = a.stratum
left join bounces b on b.holder_no = a.holder_no and b.stratum = a.stratum and b.other_no = a.other_no
"""
)

_EVIDENCE = (
    _STAYS
    + """
select
    holder_no as subject_no,
    came_from as object_no,
    case_no,
    run_no,
    own_us as weight_us
from untouched
where came_from = left_for
order by weight_us desc, case_rank, run_no
"""
)

PATTERN = Pattern(
    name="pass.ping_pong",
    version=1,
    status="trial",
    title=_("Ping-pong"),
    reading=_(
        "Of %(n)s cases that came from %(object)s to %(subject)s untouched and were handed on from there, %(observed)s "
        "went straight back untouched; by chance it would have been %(expected)s."
    ),
    definition=_(
        "A case comes from one holder, who did nothing with it, to a second, who did nothing with it either and gives "
        "it back within ten days. Each case counts once per second holder. "
        "Doing something means asking an outsider, finishing the case, a step the mapping counts as progress, or half an "
        "hour of work unless the mapping says otherwise; in a log without states, any step new to the case."
    ),
    innocent=(
        _("The first holder sends cases that plainly belong elsewhere, so the second can only return them."),
        _("Papers the second holder must have are missing, and only the first holder can get them."),
        _("Rules leave the second holder no other place to give such a case to."),
    ),
    source="BPI Challenge 2013, CEUR Vol-1052, question on ping-pong; stratified hypergeometric null derived by hand.",
    test=Test.PAIR_RETURNS,
    subject="pair",
    minimum=Minimum(n=12, expected=0.3),
    params=(
        Param("within_days", 10, "days", _("Longest time the second holder keeps the case before giving it back.")),
    ),
    sql=_SQL,
    evidence=_EVIDENCE,
    order_sensitive=True,
    examples=(
        Example(
            claim="two offices send cases back and forth while others pass through",
            cases=(
                Cases(60, "Roads:queued+0 Water:queued+5 Roads:queued+20 Roads:working+30 Roads:done+40"),
                Cases(60, "Parks:queued+0 Water:queued+5 Housing:queued+20 Housing:working+30 Housing:done+40"),
            ),
            subjects=("Water>Roads",),
        ),
        Example(
            claim="a consultation that is answered is not ping-pong",
            cases=(
                Cases(60, "Roads:queued+0 Water:working+5 Roads:queued+20 Roads:working+30 Roads:done+40"),
                Cases(60, "Parks:queued+0 Water:working+5 Housing:queued+20 Housing:working+30 Housing:done+40"),
            ),
        ),
        Example(
            claim="a desk that sends on what reached it by mistake, to anybody, returns no more than chance does",
            cases=(
                Cases(
                    60, "Roads:queued+0 Roads:working+2 Water:queued+5 Water:working+20 Parks:queued+40 Parks:done+60"
                ),
                *(
                    Cases(20, f"{first}:queued+0 Water:queued+5 {then}:queued+20 {then}:working+30 {then}:done+40")
                    for first in ("Roads", "Parks", "Housing")
                    for then in ("Roads", "Parks", "Housing")
                ),
            ),
        ),
        Example(
            claim="two legal routes of two case types are no ping-pong when looked at type by type",
            cases=(
                Cases(60, "Roads:queued+0 Water:queued+5 Roads:queued+20 Roads:done+40", kind="road works"),
                Cases(60, "Parks:queued+0 Water:queued+5 Parks:queued+20 Parks:done+40", kind="trees"),
            ),
        ),
        Example(
            claim="going back to the sender as often as to anybody else is chance",
            cases=(
                Cases(30, "Roads:queued+0 Water:queued+5 Roads:queued+20 Roads:done+40"),
                Cases(30, "Roads:queued+0 Water:queued+5 Parks:queued+20 Parks:done+40"),
                Cases(30, "Parks:queued+0 Water:queued+5 Roads:queued+20 Roads:done+40"),
                Cases(30, "Parks:queued+0 Water:queued+5 Parks:queued+20 Parks:done+40"),
            ),
        ),
    ),
)
