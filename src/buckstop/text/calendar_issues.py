"""Sentences for what can be wrong with a calendar or its files. The position names the file and the line."""

from buckstop.i18n import gettext_noop as _

CALENDAR_SENTENCES = {
    "calendar.no_folder": _("There is no folder %(folder)s with calendar files. Create it, or correct the setting."),
    "calendar.unreadable": _("The calendar file cannot be read: %(reason)s."),
    "calendar.not_utf8": _("The calendar file is not UTF-8 text (first fault at byte %(byte)s). Save it as UTF-8."),
    "calendar.not_toml": _("The calendar file is not valid TOML here: %(reason)s."),
    "calendar.unknown_key": _("There is no key %(key)s in a calendar file. Keys known here are: %(names)s."),
    "calendar.unknown_key_near": _("There is no key %(key)s in a calendar file. Did you mean %(nearest)s?"),
    "calendar.missing_key": _("The calendar file lacks %(key)s."),
    "calendar.not_year": _("%(key)s must be a year between %(low)s and %(high)s, without quotes."),
    "calendar.not_text": _("%(key)s must be a text in quotes, and not empty."),
    "calendar.not_flag": _("%(key)s must be true or false."),
    "calendar.not_date": _("%(key)s must be a date without quotes, for example 2027-01-01."),
    "calendar.not_dates": _("%(key)s must be a list of dates without quotes, for example [2027-01-02, 2027-02-14]."),
    "calendar.not_holidays": _(
        "Each holiday stands below a line [[%(key)s]] of its own, with name, first, last and, where there are any, work_on."
    ),
    "calendar.last_before_first": _("The holiday ends on %(last)s, before it begins on %(first)s. Correct %(key)s."),
    "calendar.outside_year": _(
        "%(key)s names %(day)s. The file for %(year)s may hold days of %(year)s and of the December before, no others."
    ),
    "calendar.rest_twice": _("%(day)s is a day off already in %(other)s. Correct %(key)s, or join the two holidays."),
    "calendar.rest_and_work": _("%(key)s says that %(day)s is worked, but it is a day off too. Strike one of them."),
    "calendar.work_not_weekend": _(
        "%(key)s names %(day)s, which is worked anyway: it is no weekend. Correct the date, or write checked = true at "
        "the top if the notice really says so."
    ),
    "calendar.long_rest": _(
        "This holiday lasts %(days)s days; none was announced for more than %(most)s. Correct %(key)s, or write "
        "checked = true at the top if the notice really says so."
    ),
    "calendar.law_day_missing": _(
        "Days off by law are missing among the holidays: %(days)s. Add them, or write checked = true at the top if "
        "the notice really leaves them out."
    ),
    "calendar.year_twice": _("%(year)s is already described in the file %(other)s. Keep one of the two."),
    "calendar.unknown_country": _(
        "No calendar is known for the country or part %(country)s. Write a code such as GB, and for parts such as ENG."
    ),
    "calendar.unknown_zone": _("%(zone)s is no time zone. Zones are written like Asia/Shanghai or Europe/London."),
}
