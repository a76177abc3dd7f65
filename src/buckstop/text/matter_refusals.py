"""Why a command about a matter is refused, in words: what stands in the way, and what to do next."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.i18n import gettext_noop as _

_WHO: dict[str, str] = {
    No.UNKNOWN_MATTER: _("There is no matter %(matter)s. Look for its id in the list of matters."),
    No.ALREADY_OPENED: _("The id %(matter)s is in use already. Choose another one."),
    No.NOT_OWN_UNIT: _(
        "A matter is opened on the unit one speaks for, which is %(yours)s, not %(unit)s. "
        "Open it there, then offer it to %(unit)s."
    ),
    No.NOT_HOLDER: _("Only the holder may do this, and that is %(holder)s. Ask %(holder)s, or leave a note."),
    No.NOT_OFFEREE: _(
        "Only the unit the matter was offered to may answer, and that is %(offeree)s. Leave the answer to it."
    ),
    No.NOT_ARBITER: _("Only %(arbiter)s decides here. Leave a note with what it should know."),
    No.NOT_VERIFIER: _("Only %(verifier)s verifies this work. Leave a note with what it should know."),
    No.NOT_GIVER: _(
        "Only the unit that gave the matter, %(giver)s, or an office above it may do this. Ask %(giver)s to do it."
    ),
    No.HOLDER_MAY_NOT_END_IT: _(
        "A holder cannot end a matter on its own word. Ask who gave it (%(giver)s) or stands above, or report it done "
        "and have it verified."
    ),
    No.NOT_PARENT_HOLDER: _(
        "Only %(holder)s, which holds the whole, may take a part back. Ask %(holder)s, or answer its offer."
    ),
    No.NOT_ENTITLED_TO_REOPEN: _(
        "A matter is reopened by who asked for it, gave it, verified it or stands above it. "
        "Tell one of them why it was closed too early."
    ),
    No.NOT_REQUESTER: _("Only the person who asked for this matter may rate it. Ask them for their word."),
    No.NOT_ANSWERER: _("The answer was asked of %(answerer)s. Leave it to that unit, or leave a note."),
    No.NOT_SUPPORTER: _(
        "This contribution was asked of %(supporter)s. Leave it to that unit, or ask for another contribution."
    ),
    No.NOT_SUMMONED: _(
        "%(unit)s was not called to this meeting, or has arrived already. Nothing is left to record for it."
    ),
    No.NOT_SUPERIOR: _(
        "Only who gave the matter, stands above %(holder)s or supervises may urge it. Leave a note instead."
    ),
    No.NOT_HELPED: _(
        "Help is put on record by who received it: %(holder)s, or a unit whose support is open. Ask %(holder)s to record it."
    ),
    No.REQUEST_NEEDS_SUPERIOR: _(
        "A citizen asked for this, so %(giver)s does not end it on its own word. Ask the unit above, merge it into the matter "
        "that answers it, or have it reported and verified as not done."
    ),
}

_PHASE: dict[str, str] = {
    No.NOT_HELD: _(
        "This is possible only before a matter is settled, and it is: %(phase)s. A settled holder works, delegates "
        "parts, asks for support, or appeals; while an offer is open, wait for the answer or withdraw it."
    ),
    No.NOT_OFFERED: _(
        "No offer is open: the matter is %(phase)s. Its timeline says what became of the last offer; wait for a new one."
    ),
    No.NOT_ESCALATED: _(
        "No decision is asked for: the matter is %(phase)s. Ask the holder to escalate it or to appeal."
    ),
    No.NOT_SETTLED: _(
        "This needs a settled matter, and it is: %(phase)s. Claim it first, or wait for the answer that is due."
    ),
    No.NOT_AT_WORK: _(
        "The holder does not have the work in its own hands now: the matter is %(phase)s. "
        "Wait until the offer, decision or verification is over."
    ),
    No.NOT_DONE: _("Nothing waits for verification: the matter is %(phase)s. Wait until the holder reports it done."),
    No.NOT_CLOSED: _("The matter is still open: %(phase)s. Urge it, or leave a note."),
    No.CLOSED: _("The matter is closed. If that was too early, have it reopened first."),
    No.VERIFICATION_RUNS: _("%(verifier)s is verifying the work. Wait for what it finds."),
}

_CURRENT: dict[str, str] = {
    No.OFFER_NOT_CURRENT: _("Offer %(offer)s is over; offer %(current)s is open now. Look at that one and answer it."),
    No.ALREADY_ASKED: _("An offer takes one question, and it was asked. Accept the offer or return it."),
    No.NO_QUESTION: _("No question is open. Wait for the offeree to accept, return or ask."),
    No.UNKNOWN_ASK: _("No request with number %(ask)s is open here. Look at the matter for the numbers that are."),
    No.ASK_STAGE: _(
        "Request %(ask)s is already further or not yet so far: %(stage)s. Look at the matter, then take the next step."
    ),
    No.EXTENSION_PENDING: _("A later deadline was asked for already (request %(ask)s). Wait for the answer."),
    No.OWN_PROPOSAL: _(
        "Nobody adopts their own proposal (number %(ask)s), since adopting it credits them. Ask another leader of your unit."
    ),
}

_LIMITS: dict[str, str] = {
    No.NO_MOVES_LEFT: _(
        "The matter has changed hands as often as it may (%(allowed)s). Claim it, or ask the common superior to decide."
    ),
    No.NO_APPEALS_LEFT: _(
        "All appeals are used (%(allowed)s). Do the work, and ask the superior for what it needs if something is missing."
    ),
    No.NOBODY_ABOVE_DECIDER: _(
        "Nobody stands above %(decider)s, which decided. Do the work, and put your objection on record in a note."
    ),
    No.TOO_DEEP: _(
        "A part of a part goes down %(allowed)s levels at most. Do it yourself, or ask for support instead of delegating."
    ),
    No.NO_EXTENSIONS_LEFT: _(
        "The deadline was moved as often as it may (%(allowed)s). Report what can be done by then, or ask the superior for people or a ruling."
    ),
    No.NO_REOPENINGS_LEFT: _(
        "The matter was reopened as often as it may (%(allowed)s). Open a new matter that refers to it."
    ),
    No.TOO_LATE_TO_REOPEN: _("It could be reopened until %(until)s. Open a new matter that refers to it."),
    No.ANCESTOR_STAYS_CLOSED: _(
        "It is part of %(matter)s, which is closed and cannot be reopened any more. Open a new matter that refers to it."
    ),
}

_NAMED: dict[str, str] = {
    No.UNKNOWN_UNIT: _("There is no unit %(unit)s. Look for it in the list of units; a new one must be founded first."),
    No.UNIT_RETIRED: _("%(unit)s exists no more. Turn to %(successor)s, which answers for it now."),
    No.TO_ITSELF: _("%(unit)s would be asking itself. Name another unit, or claim the matter."),
    No.TO_OWN_SUPERIOR: _(
        "%(unit)s stands above the holder and must stay free to decide. Ask it for a ruling, or escalate the matter."
    ),
    No.OUTSIDE_SUBTREE: _(
        "%(unit)s does not stand under %(arbiter)s, which decides. Name %(arbiter)s itself or a unit under it."
    ),
    No.DUTY_COOPERATE_ONLY: _(
        "On its duty list %(unit)s only cooperates in %(item)s. Ask it for support, or name the document that approves more."
    ),
    No.DUTY_TAKEN_BACK: _(
        "%(item)s was taken back from %(unit)s by %(taken_by)s. Offer it to %(taken_by)s, which answers for it."
    ),
    No.DUTY_NOT_LISTED: _(
        "This is not on the duty list of %(unit)s (item: %(item)s). Name the right item, or the document that approves "
        "work beyond the list."
    ),
    No.VERIFIER_PARTIAL: _(
        "%(unit)s was a party to the matter or stands under its holder. Name a unit that had no part in it."
    ),
    No.OPEN_CHILDREN: _(
        "Parts are still open: %(count)s, the first is %(first)s. Wait until they are closed, or take them back and finish them."
    ),
    No.NOT_A_CHILD: _("The matter is nobody's part, so there is nothing to take back. Ask its holder to offer it."),
    No.ALREADY_RECALLED: _("The part is with the holder of the whole already. Work on it, or delegate another part."),
    No.MERGE_TARGET: _(
        "It cannot be merged into %(matter)s: that is the same matter, is closed, or is not yours to add to. "
        "Name an open matter that your unit gave or supervises."
    ),
    No.MERGE_INTO_MORE_OPEN: _(
        "More people may read %(matter)s than this matter. Merge it into one that is as closed, or cancel it."
    ),
    No.NOT_TO_BE_ASKED: _(
        "%(unit)s is not among the named units that still wait to be asked: it was asked, was said not to be needed, or is "
        "not named. Look at the matter for those that wait."
    ),
    No.LEVEL_MISSING: _(
        "An obstacle is laid before the level that can remove it, and none is named. Name a unit above %(holder)s."
    ),
    No.LEVEL_SKIPPED: _(
        "A request goes to the unit directly above, which is %(answerer)s, not to %(unit)s. Leave the level out; only an "
        "obstacle names one."
    ),
    No.NOT_ABOVE_HOLDER: _(
        "%(unit)s does not stand above %(holder)s, so it cannot order an obstacle out of the way. Name a unit above "
        "%(holder)s, or ask %(unit)s for support."
    ),
}

_DATES: dict[str, str] = {
    No.DEADLINE_PAST: _("%(deadline)s is over. Name a later day."),
    No.DEADLINE_MISSING: _(
        "Without a deadline this cannot be judged. Name a day; a part ends no later than its whole."
    ),
    No.DEADLINE_BEYOND_PARENT: _(
        "The whole is due at %(parent)s. Name a day up to then, or have that deadline moved first."
    ),
    No.DEADLINE_NOT_LATER: _("The deadline is %(deadline)s already. Name a later day."),
}

_TEXTS: dict[str, str] = {
    No.TEXT_MISSING: _("Something is left blank: %(text)s. Write it down; it is read wherever the matter is judged."),
    No.TEXT_TOO_LONG: _(
        "%(text)s: %(length)s characters, and %(allowed)s are allowed. Say it shorter, and attach the rest as a file."
    ),
    No.UNKNOWN_REASON: _("The rules know no reason %(reason)s. Choose one of their list."),
    No.PROPOSAL_MISSING: _(
        "Who returns a matter as not its duty must name the duty-list item or the rule, and the unit whose duty it is. Name both."
    ),
    No.OUTCOME_NOT_OPEN: _("A verifier cannot find this outcome: %(outcome)s. Say done, partly done or not done."),
    No.UNKNOWN_CRITERION: _(
        "The matter has no criterion %(criterion)s; it has %(count)s. Look at its terms, and count them from 1."
    ),
    No.CRITERIA_OPEN: _(
        'Done means that every criterion is met, and these are not ticked: %(criteria)s. The first of them is: "%(first)s". '
        "Tick what you found met, or say partly done and why."
    ),
    No.HOURS_NOT_POSITIVE: _(
        "Hours are counted from 1 up, and %(hours)s were named. Name how many, or leave them out where nobody counted."
    ),
}

MATTER_SENTENCES: Mapping[str, str] = MappingProxyType(_WHO | _PHASE | _CURRENT | _LIMITS | _NAMED | _DATES | _TEXTS)
