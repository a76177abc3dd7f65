"""Sentences for what can be wrong with a register of units, posts, people, duties and lines; each says what to do."""

from buckstop.i18n import gettext_noop as _

REGISTER_SENTENCES = {
    # the file
    "register.too_large": _(
        "The file is too large for a register (at most %(most)s MB, unpacked too). Take out pictures and empty rows."
    ),
    "register.password": _("The file is protected by a password. Open it, remove the password and save it again."),
    "register.not_workbook": _(
        "The file cannot be opened as a workbook (%(reason)s). Open it in a spreadsheet program and save it as .xlsx."
    ),
    "register.sheet_damaged": _("The sheet cannot be read (%(reason)s). Open the file and save it again."),
    "register.not_text": _("The file is neither UTF-8 nor GB18030 text. Save it as CSV in UTF-8."),
    "register.no_units": _(
        "No sheet of units was found. Name the sheets as in the template (%(sheets)s): buckstop organisation template."
    ),
    "register.no_rows": _("The sheet of units has no row. An organisation needs its root at least."),
    "register.sheet_twice": _(
        "The sheet %(other)s holds the same kind of rows already; this one was passed over. Join the two."
    ),
    "register.sheets_unknown": _(
        "Sheets that are no part of a register were passed over (sheets: %(count)s; %(sheets)s)."
    ),
    "register.column_missing": _(
        "The column %(column)s is missing. Add it to the header row, which was read as: %(found)s."
    ),
    "register.column_unknown": _(
        "The column %(column)s is not known and was passed over. Columns known are: %(names)s."
    ),
    "register.column_twice": _(
        "The column %(column)s means the same as one further left and was passed over. Keep one of the two."
    ),
    "register.trimmed": _("Blanks around words and signs that cannot be seen were taken away (cells: %(count)s)."),
    "register.example_passed_over": _("Example rows were passed over (rows: %(count)s)."),
    # cells
    "register.empty": _("The cell is empty and must not be. Fill it in."),
    "register.too_long": _("The text has %(length)s characters; at most %(most)s fit. Shorten it."),
    "register.id_unfit": _("An id is one line of signs that can be seen. Write it anew."),
    "register.value_unknown": _('"%(value)s" is not one of the words for this column. It can be: %(near)s.'),
    "register.date_unfit": _('"%(value)s" is no day. Write it like 2026-11-23.'),
    "register.login_unfit": _(
        '"%(value)s" cannot be a login name. Use up to 64 letters, digits and . - _ and begin with a letter or digit.'
    ),
    "register.email_unfit": _('"%(value)s" is no e-mail address. Correct it or leave it out.'),
    # settings
    "register.setting_twice": _("The setting stands in row %(other)s already. Keep one of the two."),
    "register.setting_missing": _(
        "The setting %(setting)s is missing. Add a row to the sheet %(sheet_name)s, or give it with the command."
    ),
    "register.other_root": _(
        "The root is set to %(unit)s, but the unit without a superior is %(root)s. Correct one of the two."
    ),
    "register.arbiter_inside": _(
        "%(unit)s is a unit of the register. The outside arbiter decides where the root is a party, so it stands outside: "
        "name another body, such as the government one level up."
    ),
    "register.pack_unknown": _("There is no rule pack %(value)s. There are: %(near)s."),
    "register.zone_unknown": _("There is no time zone %(value)s. Write it like Asia/Shanghai."),
    "register.origin_unfit": _(
        "%(value)s cannot name a log. Take a name without blanks and plus signs, like ledger.example/qingshui."
    ),
    # units
    "register.id_twice": _("The id %(id)s stands in row %(other)s already. Give each row its own."),
    "register.name_twice": _(
        "%(unit)s is the name of row %(other)s too. Give both an id, so that they can be told apart, or remove one."
    ),
    "register.name_shared": _(
        "%(unit)s is the name of row %(other)s too. The ids tell them apart; refer to them by id everywhere."
    ),
    "register.alias_shared": _(
        "%(alias)s is a name of row %(other)s too. Documents that use it will be asked about; remove it here or there."
    ),
    "register.superior_unknown": _(
        "There is no unit %(unit)s to answer to. Correct the name or add the unit. Names near it: %(near)s."
    ),
    "register.unit_unknown": _(
        "There is no unit %(unit)s. Correct the name or add it to the units. Names near it: %(near)s."
    ),
    "register.unit_ambiguous": _(
        "%(unit)s is the name of several units. Write the id of the one that is meant: %(ids)s."
    ),
    "register.no_root": _(
        "Every unit names a superior, so there is no root. Leave the superior of the highest unit empty."
    ),
    "register.second_root": _(
        "%(unit)s names no superior, but the root is %(root)s (row %(other)s). Name the superior of %(unit)s."
    ),
    "register.circle": _("%(unit)s stands above itself: %(way)s. Correct one of these superiors."),
    "register.superior_ends": _("%(superior)s, to which %(unit)s answers, ends. Name a superior that stands."),
    "register.successor_without_ending": _(
        "%(unit)s has a successor but does not end. Say how it ends, or leave the successor out."
    ),
    "register.root_ends": _("%(unit)s has no superior: the root cannot end. Leave the ending out."),
    "register.merged_into_nothing": _("%(unit)s is merged, but not said into what. Name the successor."),
    "register.ending_unapproved": _("%(unit)s gets a successor. Name the document that approves it."),
    "register.successor_ends": _(
        "%(successor)s cannot be the successor: it ends too, or is the same unit. Name one that stands."
    ),
    # posts
    "register.post_of_ending_unit": _(
        "%(unit)s ends; it cannot have posts. Put the post into the unit that takes over."
    ),
    "register.post_twice": _(
        "The unit has a post %(post)s in row %(other)s already. One post has one holder: give each a title of its own."
    ),
    "register.post_unknown": _(
        "There is no post %(post)s. Write it as in the sheet of posts, or as unit/title. Posts near it: %(near)s."
    ),
    "register.post_ambiguous": _("%(post)s can be several posts. Write unit/title or the id: %(posts)s."),
    "register.own_deputy": _("%(post)s is named as its own deputy. Name another post."),
    "register.key_post_uncovered": _(
        "%(post)s is a key post without a deputy and will not be marked as one. Name a deputy, so that it is never uncovered."
    ),
    "register.without_leader": _(
        "Units without a leader's post cannot sign for anything (units: %(count)s; %(units)s). Give each a post with the "
        "role leader."
    ),
    "register.posts_vacant": _(
        "Posts that nobody holds (posts: %(count)s; %(posts)s). Add people, or fill them later."
    ),
    # people
    "register.person_without_post": _(
        "The person holds no post and can do nothing. Name a post, or leave the row out."
    ),
    "register.post_held_twice": _(
        "The person in row %(other)s holds %(post)s already. A post has one holder: make a post for each."
    ),
    "register.login_twice": _("The login name %(value)s is that of row %(other)s too. Give each person their own."),
    "register.id_of_two": _(
        "The id %(id)s is that of somebody else in row %(other)s (%(who)s). Give each person their own id."
    ),
    "register.logins_of_one": _("The person %(id)s has another login name in row %(other)s. Keep one of the two."),
    "register.person_twice": _(
        "Row %(other)s has the same name (%(who)s). If it is one person, put all posts into one row; if these are two, give "
        "each an id."
    ),
    "register.many_hats": _("The person holds several posts (%(number)s). That is allowed; see that it can be done."),
    # duties and lines
    "register.taken_by_nobody": _(
        "%(title)s is taken back, but not said by whom. Name the superior that answers for it."
    ),
    "register.not_taken_back": _(
        "%(title)s is not taken back, and yet a unit took it. Change the kind, or leave that unit out."
    ),
    "register.duty_twice": _(
        "The item %(item)s stands on this unit's list in row %(other)s already. Keep one of the two."
    ),
    "register.not_superior": _(
        "%(taken_by)s is no superior of %(unit)s, neither in the tree nor by a line. Name a superior, or add the line."
    ),
    "register.line_twice": _("The same relation stands in row %(other)s; it counts once."),
    "register.line_circle": _("In the line %(line_name)s a unit would guide itself. Correct one of its rows."),
    # against the ledger
    "register.unit_missing": _(
        "%(unit)s (%(id)s) is a unit of the ledger and not in the file. Add its row; where it ends, say how, with its successor "
        "and the document."
    ),
    "register.unit_gone": _(
        "%(unit)s (%(id)s) has ended in the ledger. Remove the row, or give a new unit another id."
    ),
    "register.unit_to_end_unknown": _("%(unit)s should end, but the ledger has no such unit. Remove the row."),
    "register.root_changed": _("The root of the ledger is %(root)s and stays it. Put %(unit)s below it."),
    "register.post_moved": _(
        "The post %(post)s belongs to another unit in the ledger. A post stays in its unit: leave its id empty for a new one."
    ),
    "register.posts_left": _(
        "Posts of the ledger that are not in the file stay as they are (posts: %(count)s; %(names)s). "
        "With --complete they end."
    ),
    "register.people_left": _(
        "People of the ledger who are not in the file keep their posts (appointments: %(count)s; %(names)s). "
        "With --complete they end."
    ),
    "register.duties_left": _(
        "Items of duty lists that are not in the file stay (items: %(count)s; %(names)s). With --complete they are withdrawn."
    ),
    "register.lines_left": _(
        "Relations of lines that are not in the file stay (relations: %(count)s; %(names)s). With --complete they end."
    ),
    "register.list_missing": _(
        "No sheet of duties was found. Take the list along from the page, change it, and send that file back."
    ),
    "register.other_list": _(
        "This row is about %(unit)s. Only the list of %(own)s is changed here: take the row out, or use the register."
    ),
    "register.list_left": _(
        "Items of the list that are not in the file stay (items: %(count)s; %(names)s). Say that the file is complete to strike "
        "them off."
    ),
    "register.list_unapproved": _(
        "Items that are not in the file would be struck off (items: %(items)s). Name the document that approves it."
    ),
    "register.withdrawal_unapproved": _(
        "Items that are not in the file would be withdrawn (items: %(items)s). Name the document that approves it: --document."
    ),
    "register.cannot_wait": _(
        "Changes that cannot be planned ahead take effect at once, whatever the date (changes: %(count)s)."
    ),
}
