"""Many heads: different superiors demand nearly the same of one unit within two weeks.

Definition:
    A demand is a repeat if another demander sent the same unit (first holder) a near-duplicate within the 14 days
    before. Near-duplicate: same `demand_key` (character n-grams, Jaccard at least one half). A log without the texts of
    the demands cannot tell: two demands of one case type are not the same demand.

Measure and unit:
    Repeated demands per receiving unit, and the working time they took. An exact count. The question goes to those who
    demand, not to the unit.

Innocent explanations:
    Each demander needs its own answer by law; one asked on behalf of the other; similar words, different matters.

Source:
    Buckstop methods 2.4; near-duplicates after Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3.
"""

from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Cases, Example, Minimum, Need, Param, Pattern, Test

# The last demand by ANOTHER demander: wherever the demander changes, the demand just before; carried on from there.
_REPEATS = """
with keyed as (
    select
        k.first_holder as subject_no,
        c.case_no,
        c.case_rank,
        c.demander,
        c.started_us,
        c.demand_key,
        k.working_us + k.other_us as own_us
    from cases c
    join case_runs k on k.case_no = c.case_no
    where c.demander is not null and c.demand_key is not null and k.first_holder is not null
),
changes as (
    select
        subject_no,
        case_no,
        case_rank,
        started_us,
        own_us,
        demand_key,
        case
            when demander <> lag(demander) over (
                partition by subject_no, demand_key order by started_us, case_rank
            )
            then lag(started_us) over (partition by subject_no, demand_key order by started_us, case_rank)
        end as other_us
    from keyed
),
carried as (
    select
        subject_no,
        case_no,
        case_rank,
        started_us,
        own_us,
        max(other_us) over (
            partition by subject_no, demand_key
            order by started_us, case_rank
            rows between unbounded preceding and current row
        ) as other_us
    from changes
),
repeats as (
    select subject_no, case_no, case_rank, own_us
    from carried
    where started_us - other_us <= $within_days * 86400000000
)"""

_SQL = (
    _REPEATS
    + """
select
    subject_no,
    cast(null as integer) as object_no,
    count(*) as n,
    cast(sum(own_us) as bigint) as amount_us
from repeats
group by subject_no
"""
)

_EVIDENCE = (
    _REPEATS
    + """
select
    subject_no,
    cast(null as integer) as object_no,
    case_no,
    cast(0 as integer) as run_no,
    own_us as weight_us
from repeats
order by weight_us desc, case_rank
"""
)


def _demands(demander: str, subject: str, times: int = 6, kind: str = "") -> Cases:
    return Cases(times, "Village:queued+0 Village:working+2 Village:done+9", kind, demander=demander, subject=subject)


PATTERN = Pattern(
    name="demand.many_heads",
    version=1,
    status="trial",
    title=_("Many heads"),
    reading=_(
        "%(subject)s received %(n)s demands that nearly repeat what another superior had demanded within the two weeks "
        "before. The question is for those who demand."
    ),
    definition=_(
        "Counts demands to a unit that are nearly the same as a demand of somebody else to the same unit in the 14 days "
        "before."
    ),
    innocent=(
        _("The law obliges each of them to ask for its own answer."),
        _("One of them asked on behalf of the other."),
        _("The words are alike but the matters differ."),
    ),
    source="MinHash near-duplicates: Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3.",
    test=Test.COUNT,
    subject="unit",
    minimum=Minimum(n=1, expected=0.0),
    needs=frozenset({Need.DEMANDER, Need.SUBJECT}),
    params=(Param("within_days", 14, "days", _("Longest time between two demands that count as one.")),),
    sql=_SQL,
    evidence=_EVIDENCE,
    examples=(
        Example(
            claim="two bureaus ask one village for nearly the same report",
            cases=(
                _demands("Finance bureau", "Report on the use of flood relief money in the second quarter"),
                _demands("Audit bureau", "Report on the use of the flood relief money in the second quarter"),
            ),
            subjects=("Village",),
        ),
        Example(
            claim="two bureaus that ask for different things are two demands",
            cases=(
                _demands("Finance bureau", "Report on the use of flood relief money in the second quarter"),
                _demands("Health bureau", "List of residents over eighty with their vaccination dates"),
            ),
        ),
        Example(
            claim="one bureau that repeats its own demand has one head",
            cases=(_demands("Finance bureau", "Report on the use of flood relief money in the second quarter", 24),),
        ),
        Example(
            claim="two bureaus that send cases of one type have not demanded the same",
            cases=(
                _demands("Finance bureau", "Statistics of land sales", kind="statistics"),
                _demands("Audit bureau", "Number of pupils by class", kind="statistics"),
            ),
        ),
    ),
)
