"""Sentences for what can be wrong with a file of rules. The position names the file and the line."""

from buckstop.i18n import gettext_noop as _

RULE_SENTENCES = {
    "rules.unreadable": _("The file of rules cannot be read: %(reason)s."),
    "rules.not_utf8": _("The file of rules is not UTF-8 text (first fault at byte %(byte)s). Save it as UTF-8."),
    "rules.not_toml": _("The file of rules is not valid TOML here: %(reason)s."),
    "rules.no_tables": _(
        'There must be at least one table [%(key)s."ID"] on a line of its own, with its keys on the lines below.'
    ),
    "rules.not_table": _('%(rule)s must be a table: write [rules."%(rule)s"] on a line of its own and its keys below.'),
    "rules.id_not_quoted": _('The id of a rule stands in quotes, because it holds dots: [rules."%(rule)s"].'),
    "rules.unknown_rule": _("There is no rule %(rule)s. List them with: buckstop rules list."),
    "rules.unknown_rule_near": _("There is no rule %(rule)s. Did you mean %(names)s?"),
    "rules.other_pack": _(
        "The file is for the pack %(value)s, but the rules of %(names)s hold. Name another file or pack."
    ),
    "rules.unknown_key": _("%(rule)s: there is no key %(key)s here. Keys known are: %(names)s."),
    "rules.unknown_key_near": _("%(rule)s: there is no key %(key)s. Did you mean %(names)s?"),
    "rules.fixed": _("%(rule)s: %(key)s comes with the pack and cannot be changed. Write only: %(names)s."),
    "rules.missing_key": _("%(rule)s: %(key)s is missing."),
    "rules.empty": _("%(rule)s: %(key)s must not be empty; leave the line out or fill it in."),
    "rules.not_text": _("%(rule)s: %(key)s must be a text in quotes."),
    "rules.not_whole": _("%(rule)s: %(key)s must be a whole number without quotes."),
    "rules.not_list": _('%(rule)s: %(key)s must be a list of texts, for example ["first", "second"].'),
    "rules.not_date": _("%(rule)s: %(key)s must be a date without quotes, for example 2026-11-21."),
    "rules.not_one_of": _('%(rule)s: %(key)s is "%(value)s"; it can be: %(names)s.'),
    "rules.source_unknown": _('%(rule)s: sources.toml has no source "%(value)s". Did you mean %(names)s?'),
    "rules.proposal_binds": _('%(rule)s: a proposal of ours binds nobody; its force must be "default".'),
    "rules.note_one_language": _("%(rule)s: a note stands in both languages; write note and note_zh."),
    "rules.value_unfit": _(
        "%(rule)s: %(key)s must be a whole number with a unit, true or false, a text, or a list of items."
    ),
    "rules.value_not_number": _("%(rule)s: %(key)s must be a whole number, because it counts in %(unit)s."),
    "rules.value_other_kind": _("%(rule)s: %(key)s must be written like this: %(shape)s."),
    "rules.value_too_small": _("%(rule)s: %(key)s is %(value)s; the least it can be is %(least)s."),
    "rules.value_too_large": _("%(rule)s: %(key)s is %(value)s; the most it can be is %(most)s."),
    "rules.unit_missing": _("%(rule)s: a number needs a unit. Add a line unit, one of: %(names)s."),
    "rules.unit_unknown": _('%(rule)s: there is no unit "%(unit)s". Units are: %(names)s.'),
    "rules.unit_of_no_number": _("%(rule)s: a list has no unit; leave out the unit %(unit)s, or write a whole number."),
    "rules.term_unfit": _(
        '%(rule)s: item %(number)s of the list must be written like this: { key = "name", en = "words", zh = "words" }.'
    ),
    "rules.term_repeated": _('%(rule)s: two items of the list have the key "%(name)s"; each key stands once.'),
    "rules.term_lost": _("%(rule)s: the list must keep the items with these keys: %(names)s."),
    "rules.term_basis_one_language": _(
        '%(rule)s: the basis of the item "%(name)s" stands in both languages; write basis and basis_zh.'
    ),
    "rules.law_changed": _(
        "%(rule)s: the value is set by %(source)s (%(source_zh)s), which leaves no room for another one. Take the change out."
    ),
    "rules.law_loosened_up": _(
        "%(rule)s: %(source)s (%(source_zh)s) sets %(value)s as the most; it can be tightened to less, not loosened to more."
    ),
    "rules.law_loosened_down": _(
        "%(rule)s: %(source)s (%(source_zh)s) sets %(value)s as the least; it can be tightened to more, not loosened to less."
    ),
    "rules.twice": _("%(rule)s stands twice; it stands already in %(other)s."),
    "rules.protocol_missing": _("The pack lacks the rule %(rule)s, without which the protocol cannot run."),
    "rules.protocol_unfit": _(
        "%(rule)s is of another kind than the protocol reads, or bounded so that a change could stop a clock."
    ),
}
