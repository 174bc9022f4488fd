"""Every address of the product. Each name stands in `selection.doors.DOORS` too."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

from selection import portal
from selection.desks.urls import DESKS
from selection.myself import myself, myself_session_end, myself_sessions
from selection.style import style
from selection.switches import switch_type


def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the server is up; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


# Only the parts of allauth that this product uses: people get their accounts from staff.
ACCOUNT = [
    path("account/sign-in/", account.login, name="account_login"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/codes/", mfa.index, name="mfa_index"),
    path("account/codes/sign-in/", mfa.authenticate, name="mfa_authenticate"),
    path("account/codes/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/codes/totp/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/codes/totp/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/codes/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "account/codes/recovery/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
]

PORTAL = [
    path("", portal.home, name="home"),
    path("campaigns/<str:code>/", portal.campaign_public, name="campaign_public"),
    path("notices/", portal.notices_public, name="notices_public"),
    path("notices/<int:year>-<int:serial>/", portal.notice, name="notice"),
    path("notices/<int:year>-<int:serial>.pdf", portal.notice_pdf, name="notice_pdf"),
    path("verify/", portal.verify, name="verify"),
]

urlpatterns = [
    *PORTAL,
    path("alive/", alive, name="alive"),
    path("language/", set_language, name="set_language"),
    path("type/", switch_type, name="switch_type"),
    *ACCOUNT,
    path("account/", myself, name="myself"),
    path("account/sessions/", myself_sessions, name="myself_sessions"),
    path("account/sessions/<int:session>/end/", myself_session_end, name="myself_session_end"),
    path("", include("oversight.urls")),
    path("", include("campaigns.urls")),
    path("", include("candidates.urls")),
    path("", include("scoring.urls")),
    # Last: `desk/<code>/` would take `desk/new/` for a campaign.
    *DESKS,
]

if settings.STYLE_PAGE:
    urlpatterns.append(path("style/", style, name="style"))
