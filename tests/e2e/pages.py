"""Every page that a browser shows, with somebody who sees it full, and every other address with why it is no page.

`tests/web/test_urls.py` fails when an address stands in neither list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Listed:
    """A page to be looked at.

    Args:
        name: of its address.
        login: who looks; empty for somebody who is not signed in.
        path: with `{rich}`, `{directive}`, `{unit}` and `{offered}` in the place of what the county of the run has.
        status: it is answered with.
    """

    name: str
    login: str
    path: str
    status: int = 200


PAGES = (
    Listed("account_login", "", "/account/login/"),
    Listed("account_logout", "verifier", "/account/logout/"),
    Listed("account_inactive", "", "/account/inactive/"),
    Listed("account_change_password", "housing", "/account/password/"),
    Listed("account_reauthenticate", "housing", "/account/again/"),
    Listed("mfa_index", "housing", "/account/second/"),
    Listed("today", "housing", "/today/"),
    Listed("today", "pingan-clerk", "/today/"),
    Listed("today", "auditor", "/today/"),
    Listed("batch", "housing", "/batch/?act=accept&ids={offered}"),
    Listed("matters", "office", "/matters/"),
    Listed("matters", "office", "/matters/?q=nothing+like+this"),
    Listed("matters_sheet", "office", "/matters/sheet/"),
    Listed("new_matter", "leader", "/matters/new/"),
    Listed("matter", "leader", "/matters/{rich}/"),
    Listed("matter", "leader", "/matters/{directive}/"),
    Listed("matter", "housing", "/matters/{offered}/"),
    Listed("matter", "housing", "/matters/no-such-matter/", 404),
    Listed("ask_supports", "leader", "/matters/named-supports/supports/"),
    Listed("proof", "leader", "/matters/{rich}/proof/"),
    Listed("paper", "leader", "/matters/{rich}/paper/"),
    Listed("board", "office", "/board/"),
    Listed("unit_board", "leader", "/board/unit/{unit}/"),
    Listed("directive_board", "leader", "/board/directive/{directive}/"),
    Listed("who_holds", "office", "/board/who/"),
    Listed("calendar", "housing", "/board/calendar/"),
    Listed("cycles", "office", "/board/cycles/"),
    Listed("cycle", "leader", "/board/cycles/monthly-notice/"),
    Listed("amend_cycle", "leader", "/board/cycles/monthly-notice/amend/"),
    Listed("new_cycle", "leader", "/board/new-cycle/"),
    Listed("search", "office", "/search/"),
    Listed("search", "office", "/search/?q=%E6%95%B4%E6%94%B9"),
    Listed("directives", "leader", "/directives/"),
    Listed("organisation", "admin", "/organisation/"),
    Listed("unit", "admin", "/organisation/unit/{unit}/"),
    Listed("unit_duties", "admin", "/organisation/unit/{unit}/duties/"),
    Listed("absences", "housing", "/organisation/absences/"),
    Listed("organisation_change", "admin", "/organisation/change/found/"),
    Listed("plans", "admin", "/organisation/plans/"),
    Listed("register", "admin", "/organisation/register/"),
    Listed("accounts", "admin", "/accounts/"),
    Listed("account", "admin", "/accounts/1/"),
    Listed("profile", "housing", "/profile/"),
    Listed("reads", "auditor", "/reads/"),
)

ACTS = (
    *("arrive", "accept", "decide", "verify", "answer", "agree", "refute"),
    *("deliver", "answer-upward", "answer-obstacle", "answer-extension", "answer-wait", "return", "return-support"),
    *("protest", "answer-proposal", "ask", "confirm", "claim", "reject", "progress", "waive-supports"),
    *("done", "offer", "delegate", "conclude", "reopen", "support", "ask-upward"),
    *("obstacle", "ask-extension", "escalate", "wait", "end-wait", "summon", "withdraw"),
    *("recall", "name-verifier", "appeal", "help", "urge", "propose", "note"),
    *("cancel", "merge"),
)
"""Acts whose pages are looked at."""

IN_JOURNEYS: Mapping[str, str] = MappingProxyType(
    {
        "act": "the page of every act: test_work_journeys.py",
        "directive_review": "from a document to its matters: test_office_journeys.py",
        "directive_opening": "as above",
        "mfa_authenticate": "the second factor: test_sign_in_journey.py",
        "mfa_reauthenticate": "as above",
        "mfa_activate_totp": "as above",
        "mfa_deactivate_totp": "as above",
        "mfa_view_recovery_codes": "as above",
        "mfa_generate_recovery_codes": "as above",
    }
)
"""Pages that something must happen for: a journey passes them."""

NO_PAGES: Mapping[str, str] = MappingProxyType(
    {
        "favicon": "a picture",
        "home": "leads to Today",
        "language": "keeps a choice and leads back",
        "matters_export": "a workbook",
        "history": "a workbook",
        "view_keep": "keeps a list and leads back",
        "view_restore": "as above",
        "view_rename": "as above",
        "view_first": "as above",
        "view_delete": "as above",
        "proof_file": "a file",
        "calendar_file": "a file",
        "file": "a file",
        "file_keep": "takes files before their form; answers scripts",
        "directive_template": "a workbook",
        "directive_export": "a workbook",
        "directive_source": "the document as it came",
        "unit_duties_export": "a workbook",
        "unit_duties_marked": "a workbook",
        "register_template": "a workbook",
        "register_export": "a workbook",
        "register_marked": "a workbook",
        "reads_export": "a workbook",
        "end_sessions": "ends them and leads back",
        "resets_told": "puts a message away and leads back",
        "directive_discard": "throws a draft away and leads back",
        "ready": "for programs",
        "mfa_download_recovery_codes": "a file",
        "openid_connect_login": "leads to the provider",
        "openid_connect_callback": "comes from the provider",
        "socialaccount_login_cancelled": "comes from the provider",
        "socialaccount_login_error": "comes from the provider",
        "socialaccount_signup": "closed: accounts are made by administrators",
        "socialaccount_connections": "the provider's account of one's own; no provider is set up here",
        **dict.fromkeys(
            (
                f"account_{name}"
                for name in ("signup", "reset_password", "email", "set_password", "email_verification_sent")
            ),
            "closed: accounts are made by administrators",
        ),
    }
)
"""Addresses that show no page."""
