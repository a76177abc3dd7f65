"""Sentences for what an inspection of a log found doubtful: one thing a person must look at, and what to do about it."""

from buckstop.i18n import gettext_noop as _

DOUBTS = {
    "inspect.sampled": _(
        "Looked at a sample of the log: whole cases only (cases: %(cases)s; rows: %(count)s of %(total)s)."
    ),
    "inspect.no_case": _(
        "No column looks like the number of a case: filled in every row and coming back in a few of them. "
        "Name it under columns.case."
    ),
    "inspect.no_time": _(
        "No column holds times, so this is not an event log: nothing can be said about who held what when."
    ),
    "inspect.one_row_per_case": _(
        "Hardly any %(column)s comes back in a second row: this table has one row per case and no history, so nobody can "
        "tell who held a case when (columns with times: %(times)s). Export the history or audit table instead."
    ),
    "inspect.path_column": _(
        'The cells of %(column)s hold whole chains of names with "%(mark)s" between them. Chains without times are no event '
        "log: who held a case for how long is not in them, and returns may have been removed."
    ),
    "inspect.unsure": _(
        "%(column)s was taken for %(key)s, but little speaks for it (%(confidence)s of 100). Decide yourself."
    ),
    "inspect.day_month_ambiguous": _(
        "No day is over 12, so %(format)s and %(swapped)s both fit every time. Cases go backwards in time %(steps)s times "
        "under the first, %(other)s times under the second. Check which one the system writes."
    ),
    "inspect.time_misfit": _(
        "Some times do not fit the format %(format)s and would be left out (rows: %(count)s, %(share)s %%; for example "
        "%(example)s)."
    ),
    "inspect.minutes_only": _("The times have no seconds: events of one minute have no order of their own."),
    "inspect.midnight": _(
        "%(share)s %% of the times are exactly midnight: only the day is known, so the order inside a day is not."
    ),
    "inspect.day_and_clock_apart": _(
        "The day stands in %(column)s and the time of day in %(clock)s, but one column must hold both. Join them in the "
        "export or in a spreadsheet (2024-05-31 09:30), and name the joined column under time.column."
    ),
    "inspect.newest_first": _(
        "The rows stand newest first. Events with the same time would keep that reversed order: sort the export oldest "
        "first, or name a counter under columns.sequence."
    ),
    "inspect.ties": _(
        "Neighbouring events of one case share their time and no column counts them: their order is not knowable "
        "(pairs: %(count)s, %(share)s %%)."
    ),
    "inspect.zone_unknown": _(
        "The times carry no offset from UTC, and nothing tells the time zone. Days are counted as written; set time.zone."
    ),
    "inspect.zone_by_language": _(
        "The times carry no offset from UTC. The log is written in Chinese, so they are read as %(zone)s; set time.zone if "
        "they are not."
    ),
    "inspect.zone_utc": _(
        "The times are in UTC. If the work was done elsewhere, set time.zone so that days and nights are right."
    ),
    "inspect.zone_guessed": _(
        "The times carry the offsets %(offsets)s, which fit %(zone)s and zones like it. The instants are certain; "
        "time.zone only decides where a day begins."
    ),
    "inspect.zones_mixed": _(
        "The times carry offsets that no single zone has: %(offsets)s. The instants are certain; set time.zone to say "
        "where a day begins."
    ),
    "inspect.no_holder": _(
        "No column names a unit or a person, so nobody can be seen to hold a case. Name one under columns.unit or "
        "columns.person."
    ),
    "inspect.no_unit": _(
        "The log names persons (%(column)s) but no unit that changes: hand-overs are seen between persons only."
    ),
    "inspect.unit_never_moves": _(
        "%(column)s looks like a unit but hardly ever changes inside a case: no hand-over can be seen in it."
    ),
    "inspect.finer_unit": _(
        "%(finer)s names units more finely than %(column)s (%(finer_names)s names against %(names)s) and changes more "
        "often. In some exports such columns are swapped: decide which one is the unit."
    ),
    "inspect.no_states": _(
        "No column tells whether a case is queued, worked on, waiting or done: waits and resolutions cannot be told apart."
    ),
    "inspect.states_unmapped": _(
        "It is not known what these statuses mean: %(values)s (kinds: %(kinds)s; rows: %(count)s). Put them under a state."
    ),
    "inspect.states_unmapped_cut": _(
        "It is not known what these statuses mean: %(values)s, and %(more)s more (kinds: %(kinds)s; rows: %(count)s). Put "
        "them under a state."
    ),
    "inspect.placeholders": _(
        "Words that name nobody: %(words)s (rows: %(count)s, %(share)s %%). As holders they would forge hand-overs."
    ),
    "inspect.robots": _(
        "Accounts that look automatic by their names: %(names)s (rows: %(count)s, %(share)s %%). They hand nothing over; "
        "take them out of holders.robots if people sit behind them."
    ),
    "inspect.robot_suspected": _(
        "These work mostly at night and at weekends, unlike the others: %(names)s (rows: %(count)s). Automatic accounts or "
        "people on shifts? Only you can tell."
    ),
    "inspect.shared_accounts": _(
        "Accounts that look shared or made for tests: %(names)s (rows: %(count)s). Put them under holders.robots if nobody "
        "answers for what they do."
    ),
    "inspect.default_left_out": _(
        'The cell is empty in %(count)s rows. The log declares "%(default)s" as the value to assume; it is left empty, '
        "because a default is nobody. Some other tools fill it in and count hand-overs to it."
    ),
    "inspect.default_written": _(
        'In %(count)s rows the value is "%(default)s", the default the log declares: it may have been filled in, not '
        "recorded."
    ),
    "inspect.due_moves": _(
        "%(column)s is named like a deadline but differs inside %(share)s %% of the cases: it belongs to single steps."
    ),
    "inspect.due_sparse": _("%(column)s is named like a deadline but is known for %(share)s %% of the cases only."),
    "inspect.due_before_start": _(
        "In %(share)s %% of the cases the deadline %(column)s lies before the first event: check what it means."
    ),
    "inspect.changes": _(
        "The log has one row per changed field; it is read as events, with the fields named under changes.columns. Fields "
        "that are not used: %(fields)s."
    ),
    "inspect.late_facts": _(
        "Facts that may only be known when a case ends were left out of the comparison of like with like: %(columns)s."
    ),
}
