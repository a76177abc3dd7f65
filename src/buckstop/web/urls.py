"""Every address: its name is that of the view, of its template and of its test."""

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as provider
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.views.generic import RedirectView

from buckstop.web.addresses import IdConverter
from buckstop.web.templating import static
from buckstop.web.views import (
    absences,
    accounts,
    act,
    ask_supports,
    batch,
    board,
    calendar,
    cycles,
    directive_board,
    directive_opening,
    directive_review,
    directives,
    file,
    history,
    home,
    language,
    matter,
    matters,
    matters_sheet,
    new_matter,
    organisation,
    organisation_change,
    paper,
    plans,
    profile,
    proof,
    reads,
    ready,
    register,
    saved_views,
    search,
    today,
    unit,
    unit_board,
    unit_duties,
    who_holds,
)

register_converter(IdConverter, "id")

handler400 = "buckstop.web.views.faults.bad_request"
handler403 = "buckstop.web.views.faults.forbidden"
handler404 = "buckstop.web.views.faults.not_found"
handler500 = "buckstop.web.views.faults.failed"


@login_not_required
def closed(_request: HttpRequest, **_parts: str) -> HttpResponse:
    """Pages of allauth we do not offer: accounts are made and named by administrators."""
    raise Http404


_SIGNING_IN: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/", account.password_change, name="account_change_password"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("second/", second.index, name="mfa_index"),
    path("second/enter/", second.authenticate, name="mfa_authenticate"),
    path("second/again/", second.reauthenticate, name="mfa_reauthenticate"),
    path("second/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second/app/end/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("providers/broken-off/", provider.login_cancelled, name="socialaccount_login_cancelled"),
    path("providers/failed/", provider.login_error, name="socialaccount_login_error"),
    path("providers/", include("allauth.socialaccount.providers.openid_connect.urls")),
    *(
        path(f"closed/{name}/", closed, name=f"account_{name}")
        for name in ("signup", "reset_password", "email", "set_password", "email_verification_sent")
    ),
    *(path(f"closed/provider-{name}/", closed, name=f"socialaccount_{name}") for name in ("signup", "connections")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("favicon.ico", login_not_required(RedirectView.as_view(url=static("mark.svg"))), name="favicon"),
    path("", home.home, name="home"),
    path("account/", include(_SIGNING_IN)),
    path("language/", language.language, name="language"),
    path("today/", today.today, name="today"),
    path("batch/", batch.batch, name="batch"),
    path("matters/", matters.matters, name="matters"),
    path("matters/list.xlsx", matters.matters_export, name="matters_export"),
    path("matters/sheet/", matters_sheet.matters_sheet, name="matters_sheet"),
    path("matters/lists/", saved_views.view_keep, name="view_keep"),
    path("matters/lists/back/", saved_views.view_restore, name="view_restore"),
    path("matters/lists/<int:view>/name/", saved_views.view_rename, name="view_rename"),
    path("matters/lists/<int:view>/first/", saved_views.view_first, name="view_first"),
    path("matters/lists/<int:view>/end/", saved_views.view_delete, name="view_delete"),
    path("matters/new/", new_matter.new_matter, name="new_matter"),
    path("matters/<id:matter>/", matter.matter, name="matter"),
    path("matters/<id:matter>/do/<slug:slug>/", act.act, name="act"),
    path("matters/<id:matter>/supports/", ask_supports.ask_supports, name="ask_supports"),
    path("matters/<id:matter>/files/", file.file_keep, name="file_keep"),
    path("matters/<id:matter>/proof/", proof.proof, name="proof"),
    path("matters/<id:matter>/proof/<int:version>/<slug:what>/", proof.proof_file, name="proof_file"),
    path("matters/<id:matter>/paper/", paper.paper, name="paper"),
    path("matters/<id:matter>/history/", history.history, name="history"),
    path("board/", board.board, name="board"),
    path("board/unit/<id:unit>/", unit_board.unit_board, name="unit_board"),
    path("board/directive/<id:matter>/", directive_board.directive_board, name="directive_board"),
    path("board/who/", who_holds.who_holds, name="who_holds"),
    path("board/calendar/", calendar.calendar, name="calendar"),
    path("board/calendar.ics", calendar.calendar_file, name="calendar_file"),
    path("board/cycles/", cycles.cycles, name="cycles"),
    path("board/cycles/<id:cycle>/", cycles.cycle, name="cycle"),
    path("board/cycles/<id:cycle>/amend/", cycles.amend_cycle, name="amend_cycle"),
    path("board/new-cycle/", cycles.new_cycle, name="new_cycle"),
    path("search/", search.search, name="search"),
    path("directives/", directives.directives, name="directives"),
    path("directives/template/", directives.directive_template, name="directive_template"),
    path("directives/<int:draft>/", directive_review.directive_review, name="directive_review"),
    path("directives/<int:draft>/discard/", directives.directive_discard, name="directive_discard"),
    path("directives/<int:draft>/document/", directive_review.directive_source, name="directive_source"),
    path("directives/<int:draft>/workbook/", directive_review.directive_export, name="directive_export"),
    path("directives/<int:draft>/open/", directive_opening.directive_opening, name="directive_opening"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/unit/<id:unit>/", unit.unit, name="unit"),
    path("organisation/unit/<id:unit>/duties/", unit_duties.unit_duties, name="unit_duties"),
    path("organisation/unit/<id:unit>/duties/list.xlsx", unit_duties.unit_duties_export, name="unit_duties_export"),
    path("organisation/unit/<id:unit>/duties/checked/", unit_duties.unit_duties_marked, name="unit_duties_marked"),
    path("organisation/absences/", absences.absences, name="absences"),
    path("organisation/change/<slug:slug>/", organisation_change.organisation_change, name="organisation_change"),
    path("organisation/plans/", plans.plans, name="plans"),
    path("organisation/register/", register.register, name="register"),
    path("organisation/register/template/", register.register_template, name="register_template"),
    path("organisation/register/export/", register.register_export, name="register_export"),
    path("organisation/register/checked/", register.register_marked, name="register_marked"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<int:account>/", accounts.account, name="account"),
    path("profile/", profile.profile, name="profile"),
    path("profile/sessions/end/", profile.end_sessions, name="end_sessions"),
    path("profile/resets/told/", profile.resets_told, name="resets_told"),
    path("reads/", reads.reads, name="reads"),
    path("reads/list.xlsx", reads.reads_export, name="reads_export"),
    path("files/<str:sha256>/", file.file, name="file"),
    path("ready", ready.ready, name="ready"),
]
