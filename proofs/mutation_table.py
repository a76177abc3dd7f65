"""The guard against each defect, and what a naive version would have in its place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """One guard taken out.

    Args:
        defect: number in the list of defects, with a letter where a defect has several faces.
        title: the defect in a few words.
        test: the test that must fail.
        file: under src/buckstop.
        guard: text that stands in the file exactly once.
        instead: what stands there without the guard.
    """

    defect: str
    title: str
    test: str
    file: str
    guard: str
    instead: str


_RULES = "domain/matter/rules/"
_EVOLVE = "domain/matter/evolve/"

MUTATIONS = (
    Mutation(
        "1",
        "only returns are counted: accepted to and fro for ever",
        "test_defect_01_acceptances_count_as_moves_so_that_two_units_cannot_pass_a_matter_for_ever",
        _EVOLVE + "accountability.py",
        '"moves": matter.moves + 1,\n        "accepted": True,',
        '"moves": matter.moves,\n        "accepted": True,',
    ),
    Mutation(
        "2",
        "a free withdrawal sets the claim timer anew",
        "test_defect_02_a_withdrawal_counts_as_a_move_so_that_it_buys_no_time",
        _EVOLVE + "accountability.py",
        '"moves": matter.moves + 1, "arbiter": event.arbiter}',
        '"moves": matter.moves + (event.end != "withdrawn"), "arbiter": event.arbiter}',
    ),
    Mutation(
        "3",
        "the arbiter sends the matter back to be sorted out",
        "test_defect_03_an_arbiter_names_a_holder_and_cannot_send_the_matter_back_into_dispute",
        _EVOLVE + "accountability.py",
        '**enter(event, Phase.SETTLED, None),\n        "holder": event.holder,\n        "last_decider"',
        "**enter(event, Phase.SETTLED if event.holder != matter.holder else Phase.HELD, None),\n"
        '        "holder": event.holder,\n        "last_decider"',
    ),
    Mutation(
        "4",
        "silence of the outside arbiter leaves nobody to hold the matter",
        "test_defect_04_whoever_may_decide_and_does_not_holds_the_matter_when_its_time_is_over",
        _RULES + "arbitration.py",
        "holder=draft.organisation.root if outside else matter.arbiter,",
        "holder=matter.arbiter,",
    ),
    Mutation(
        "5",
        "the common superior is a party",
        "test_defect_05_the_arbiter_stands_above_all_parties_and_is_none_of_them",
        _RULES + "arbitration.py",
        "arbiter=draft.organisation.arbiter_for(matter.parties),",
        "arbiter=draft.organisation.arbiter_for((matter.holder,)),",
    ),
    Mutation(
        "6",
        "an appeal goes to who decided before",
        "test_defect_06_an_appeal_goes_to_nobody_who_decided_before",
        _RULES + "impartial.py",
        "parties.add(matter.last_decider)",
        "pass",
    ),
    Mutation(
        "7",
        "a retirement makes the arbiter a party",
        "test_defect_07_an_arbiter_whom_a_retirement_makes_a_party_is_replaced",
        _RULES + "succession.py",
        "    _mend_arbiter(draft, matter_id, at)\n    _mend_verifier",
        "    _mend_verifier",
    ),
    Mutation(
        "8",
        "a retirement orphans the matter",
        "test_defect_08_what_a_retired_unit_held_is_held_by_its_successor_or_the_unit_above",
        _RULES + "succession.py",
        "    if draft.organisation.active(former):\n        return",
        "    if draft.organisation.active(former) or matter.phase is Phase.SETTLED:\n        return",
    ),
    Mutation(
        "9",
        "a late acceptance of an old offer takes the matter",
        "test_defect_09_a_late_acceptance_of_an_old_offer_moves_nothing",
        _RULES + "offers.py",
        "if matter.offer.offer != number:",
        "if matter.offer.offer < number:",
    ),
    Mutation(
        "10",
        "read, then write: two winners",
        "test_defect_10_of_two_commands_decided_on_one_version_only_one_is_written",
        "ledger/memory_store.py",
        "        if moved:\n            raise VersionConflictError",
        "        if moved and not change.events:\n            raise VersionConflictError",
    ),
    Mutation(
        "11",
        "the holder assigns down without acceptance",
        "test_defect_11_handing_down_is_an_offer_too_and_moves_nothing_before_it_is_accepted",
        _RULES + "arbitration.py",
        "    if matter.arbiter is None:\n        return Refusal.of(No.NOT_ESCALATED, phase=matter.phase)",
        "    if matter.arbiter is None:\n        import dataclasses\n\n"
        "        matter = dataclasses.replace(matter, arbiter=matter.holder)",
    ),
    Mutation(
        "12",
        "appeals without end",
        "test_defect_12_appeals_are_counted",
        _RULES + "arbitration.py",
        "if matter.appeals >= matter.appeals_allowed:",
        "if matter.appeals_allowed < 0:",
    ),
    Mutation(
        "13a",
        "closing over open parts",
        "test_defect_13a_a_matter_does_not_end_while_parts_of_it_are_open",
        _RULES + "verification.py",
        "    if refusal := open_children(draft, command.matter):\n        return refusal\n"
        "    if refusal := missing_text(text=command.text):",
        "    if refusal := missing_text(text=command.text):",
    ),
    Mutation(
        "13b",
        "a part moves the whole",
        "test_defect_13b_a_part_that_moves_leaves_the_whole_where_it_is",
        _RULES + "arbitration.py",
        "    follow_holder(draft, matter.id, former, draft.at)",
        "    if matter.parent is not None:\n"
        "        moved = happened.CustodySucceeded(happened_at=draft.at, former=former, holder=command.holder)\n"
        "        draft.add(matter.parent, moved)\n"
        "    follow_holder(draft, matter.id, former, draft.at)",
    ),
    Mutation(
        "13c",
        "a transfer strands a part nobody accepted",
        "test_defect_13c_a_part_nobody_accepted_follows_the_whole_to_its_new_holder",
        _RULES + "offers.py",
        "    follow_holder(draft, command.matter, former, draft.at)",
        "    del former",
    ),
    Mutation(
        "14a",
        "reopening sets moves and appeals to nought",
        "test_defect_14a_reopening_gives_no_moves_and_no_appeals_back",
        _EVOLVE + "work.py",
        '"evidence": Evidence.NONE,\n        "reopenings"',
        '"moves": 0,\n        "appeals": 0,\n        "evidence": Evidence.NONE,\n        "reopenings"',
    ),
    Mutation(
        "14b",
        "a part is reopened under a closed whole",
        "test_defect_14b_a_part_is_not_reopened_under_a_whole_that_stays_closed",
        _RULES + "endings.py",
        "if parent.phase in {Phase.CLOSED, Phase.DONE}:",
        "if parent.phase in {Phase.DONE}:",
    ),
    Mutation(
        "15",
        "opening a matter on another unit",
        "test_defect_15_nobody_opens_a_matter_on_another_unit",
        _RULES + "offers.py",
        "if draft.unit() != command.unit:",
        "if not draft.unit():",
    ),
    Mutation(
        "16",
        "an offer to one's own superior disqualifies it as arbiter",
        "test_defect_16_no_offer_to_ones_own_superior_which_would_make_the_arbiter_a_party",
        _RULES + "guards.py",
        "    if draft.organisation.is_above(to, holder):\n        return Refusal.of(No.TO_OWN_SUPERIOR, unit=to)\n",
        "",
    ),
    Mutation(
        "17a",
        "a silent verifier",
        "test_defect_17a_a_silent_verifier_is_followed_by_its_superior_then_by_the_office",
        _RULES + "verification.py",
        "timer=draft.timer(draft.rules(matter.profile).verify, draft.at),",
        "timer=None,",
    ),
    Mutation(
        "17b",
        "a friendly verifier",
        "test_defect_17b_no_friend_verifies_neither_a_party_nor_a_unit_under_the_holder",
        _RULES + "verification.py",
        "    if not is_impartial(draft, matter, command.verifier):\n"
        "        return Refusal.of(No.VERIFIER_PARTIAL, unit=command.verifier)\n",
        "",
    ),
    Mutation(
        "18",
        "escalating costs nothing and floods the superior",
        "test_defect_18_an_escalation_says_why_and_one_that_was_needless_is_marked",
        _RULES + "arbitration.py",
        "    if refusal := missing_text(text=command.text):\n        return refusal\n    rules",
        "    rules",
    ),
    Mutation(
        "19",
        "an offer that ran out is accepted because no clock noticed",
        "test_defect_19_an_offer_that_ran_out_is_not_accepted_though_no_clock_noticed",
        "domain/matter/decide.py",
        "        bring_up(draft, command.matter, draft.at)",
        "        if not isinstance(command, accountability.AcceptOffer):\n            bring_up(draft, command.matter, draft.at)",
    ),
    Mutation(
        "20",
        "a part is held hostage by a unit that never finishes",
        "test_defect_20_the_holder_of_the_whole_takes_back_a_part_that_is_never_finished",
        _RULES + "delegation.py",
        "    holder = draft.get(part.parent).holder\n",
        "    holder = part.holder\n",
    ),
    Mutation(
        "21",
        "the whole is closed while a part is on offer",
        "test_defect_21_a_part_still_on_offer_keeps_the_whole_open",
        _RULES + "endings.py",
        "    return open_children(draft, matter_id)",
        "    return None",
    ),
    Mutation(
        "22",
        "a lapse is signed by whoever's command noticed it",
        "test_defect_22_a_lapse_bears_nobodys_name_though_a_command_noticed_it",
        _RULES + "lapses.py",
        "draft.actor, draft.of_itself = None, True",
        "draft.of_itself = True",
    ),
    Mutation(
        "23",
        "a part acts before what befell the whole",
        "test_defect_23_a_part_learns_what_befell_the_whole_before_anything_is_done_to_it",
        _RULES + "lapses.py",
        "if matter.parent is not None:",
        "if matter.parent is not None and not matter.accepted:",
    ),
    Mutation(
        "24",
        "a lapse of a part overtakes the second of the whole",
        "test_defect_24_all_that_befell_the_whole_until_then_comes_before_a_lapse_of_its_part",
        _RULES + "lapses.py",
        "                bring_up(draft, matter.parent, above_at)\n                continue\n",
        "                bring_up(draft, matter.parent, above_at)\n"
        "                if draft.get(matter_id).version != matter.version:\n                    continue\n",
    ),
    Mutation(
        "25",
        "each lapse at midnight costs a day beyond the bound",
        "test_defect_25_in_working_days_too_a_holder_is_settled_within_the_bound",
        _RULES + "draft.py",
        "            start_at -= MOMENT\n",
        "            pass\n",
    ),
    Mutation(
        "26",
        "a silent grant is reckoned from the hour somebody noticed it",
        "test_defect_26_a_deadline_granted_by_silence_is_reminded_of_from_the_hour_of_the_grant",
        _RULES + "upward.py",
        "first_reminder(draft, deadline, matter.profile, at)",
        "first_reminder(draft, deadline, matter.profile, draft.at)",
    ),
    Mutation(
        "27",
        "a reopened part comes back under a unit that has shed the whole",
        "test_defect_27_a_reopened_part_comes_back_under_who_answers_for_the_whole_now",
        _RULES + "endings.py",
        "        follow_parent(draft, matter.id, draft.at)\n",
        "",
    ),
    Mutation(
        "28",
        "an offer of a retired unit stands or falls by the order of work",
        "test_defect_28_an_offer_of_a_retired_unit_ends_whichever_matter_is_looked_at_first",
        _RULES + "succession.py",
        "if part.offer is not None and not draft.organisation.active(former):",
        "if part.offer is not None and not draft.organisation.active(holder):",
    ),
    Mutation(
        "29",
        "a timer set to an instant already past goes back in time",
        "test_defect_29_a_timer_set_to_an_instant_already_past_takes_nothing_back_in_time",
        _RULES + "lapses.py",
        "max(due_at, matter.updated_at)",
        "due_at",
    ),
    Mutation(
        "30",
        "who comes to hold a matter grants itself what was asked of it before",
        "test_defect_30_nobody_answers_what_would_have_to_be_granted_to_itself",
        _RULES + "succession.py",
        "        if ask.answerer == matter.holder:\n",
        "        if ask.answerer == matter.holder and not ask.ask:\n",
    ),
    Mutation(
        "31",
        "a unit that gives the matter no more grants a later deadline",
        "test_defect_31_what_the_giver_was_asked_is_answered_by_who_gives_the_matter_now",
        _RULES + "succession.py",
        "            _ask_new_giver(draft, part.id, part.giver, at)\n",
        "",
    ),
)
