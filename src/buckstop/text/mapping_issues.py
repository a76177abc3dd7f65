"""Sentences for what can be wrong with a mapping file. The position names the file and the line."""

from buckstop.i18n import gettext_noop as _

MAPPING_SENTENCES = {
    "mapping.guessed": _(
        "No mapping was given; the columns were guessed (case: %(case)s; time: %(time)s; unit: %(unit)s; person: "
        "%(person)s). Check them with: buckstop lens inspect."
    ),
    "mapping.not_found": _(
        "There is neither a file %(file)s nor a shipped mapping of that name. Shipped are: %(names)s."
    ),
    "mapping.not_found_near": _(
        "There is neither a file %(file)s nor a shipped mapping of that name. Did you mean %(nearest)s?"
    ),
    "mapping.unreadable": _("The mapping file cannot be read: %(reason)s."),
    "mapping.not_utf8": _("The mapping file is not UTF-8 text (first fault at byte %(byte)s). Save it as UTF-8."),
    "mapping.not_toml": _("The mapping file is not valid TOML here: %(reason)s."),
    "mapping.unknown_key": _("There is no key %(key)s. Keys known here are: %(names)s."),
    "mapping.unknown_key_near": _("There is no key %(key)s. Did you mean %(nearest)s?"),
    "mapping.unknown_state": _("There is no state %(state)s. States are: %(names)s."),
    "mapping.missing_key": _("The key %(key)s is missing."),
    "mapping.not_text": _('%(key)s must be a text in quotes, for example "name".'),
    "mapping.not_texts": _('%(key)s must be a list of texts, for example ["first", "second"].'),
    "mapping.not_whole": _("%(key)s must be a whole number."),
    "mapping.not_number": _("%(key)s must be a number, for example 8.5."),
    "mapping.not_flag": _("%(key)s must be true or false."),
    "mapping.not_weekdays": _("%(key)s must be a list of weekdays out of mon, tue, wed, thu, fri, sat, sun."),
    "mapping.not_pairs": _('%(key)s must be pairs of texts, for example { "status" = "status", "owner" = "person" }.'),
    "mapping.not_table": _("%(key)s must be a table: write [%(key)s] on a line of its own and its keys below."),
    "mapping.unknown_time_format": _(
        '%(key)s is "%(format)s", which is neither a pattern such as %%d/%%m/%%Y %%H:%%M nor one of: %(names)s.'
    ),
    "mapping.unknown_directive": _('The pattern "%(format)s" in %(key)s holds %(directive)s, which is not known.'),
    "mapping.format_incomplete": _('The pattern "%(format)s" in %(key)s lacks %(directive)s, so it fixes no instant.'),
    "mapping.unknown_zone": _(
        "%(key)s is %(zone)s, which is no time zone. Zones are written like Asia/Shanghai or Europe/Brussels."
    ),
    "mapping.unknown_zone_near": _("%(key)s is %(zone)s, which is no time zone. Did you mean %(nearest)s?"),
    "mapping.value_in_two_states": _('The value "%(value)s" stands under two states: %(first)s and %(second)s.'),
    "mapping.out_of_range": _("%(key)s is %(value)s, but must lie between %(low)s and %(high)s."),
    "mapping.bad_pattern": _('%(key)s, "%(pattern)s", is not a regular expression: %(reason)s.'),
    "mapping.pattern_without_group": _(
        '%(key)s, "%(pattern)s", has no group. Put the mark of the line in brackets, for example (2nd|3rd).'
    ),
    "mapping.closes_before_opens": _("The working day closes at %(closes)s but opens only at %(opens)s."),
    "mapping.unknown_country": _(
        "No calendar is known for the country %(country)s. Write a two-letter code such as CN or BE, or leave it out."
    ),
    "holder.column_absent": _(
        "--holder names the column %(name)s, which the log does not have. Its columns are: %(columns)s."
    ),
    "holder.column_absent_near": _(
        "--holder names the column %(name)s, which the log does not have. Did you mean: %(nearest)s?"
    ),
    "mapping.column_absent": _(
        "The mapping names the column %(name)s under %(key)s, which the log does not have. Its columns are: %(columns)s."
    ),
    "mapping.column_absent_near": _(
        "The mapping names the column %(name)s under %(key)s, which the log does not have. Did you mean: %(nearest)s?"
    ),
}
