-- One row per handover: who passed what to whom, when, and whether the passer had done anything with it.
select
    r.case_no,
    r.run_no,
    r.holder_no as from_holder,
    r.next_holder as to_holder,
    r.prev_holder as came_from,
    r.ended_us as passed_us,
    r.ended_us - r.started_us as hold_us,
    r.productive,
    r.exit_state,
    c.case_type,
    c.window_no,
    c.stratum
from runs r
join cases c on c.case_no = r.case_no
where r.next_holder is not null
