"""Addresses of the door ``portal``; the sign-in library's views under German addresses, its names kept."""

from allauth.account import views as account_views
from allauth.mfa.base import views as factor_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as passkey_views
from allauth.socialaccount import views as social_views
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from strahlkraft.portal import account, own_data, sign_in, sso

own = (
    [
        path("anmelden/link/", sign_in.request_link, name="request_link"),
        path("anmelden/link/unterwegs/", sign_in.link_sent, name="link_sent"),
        path("anmelden/link/<str:token>/", sign_in.use_link, name="use_link"),
        path("anmelden/demo/", sign_in.demo_sign_in, name="demo_sign_in"),
        path("konto/", account.account, name="account"),
        path("konto/daten/", own_data.own_data, name="own_data"),
        path("konto/daten/datei/", own_data.take, name="take_own_data"),
        path("konto/sitzungen/<int:session>/beenden/", account.end_session, name="end_session"),
        path(".well-known/change-password", sign_in.change_password, name="well_known_change_password"),
    ],
    "portal",
)

account_urls: list[URLPattern | URLResolver] = [
    path("anmelden/", sign_in.SignIn.as_view(), name="account_login"),
    path("abmelden/", account_views.logout, name="account_logout"),
    path("anmelden/gesperrt/", account_views.account_inactive, name="account_inactive"),
    path("anmelden/neu/", account_views.signup, name="account_signup"),
    path("anmelden/bestaetigen/", account_views.reauthenticate, name="account_reauthenticate"),
    path("konto/passwort/", account_views.password_change, name="account_change_password"),
    path("konto/passwort/festlegen/", account_views.password_set, name="account_set_password"),
    path("anmelden/passwort/", sign_in.password_reset, name="account_reset_password"),
    path("anmelden/passwort/unterwegs/", account_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^anmelden/passwort/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "anmelden/passwort/fertig/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

factor_urls: list[URLPattern | URLResolver] = [
    path("anmelden/zweiter-faktor/", factor_views.authenticate, name="mfa_authenticate"),
    path("anmelden/zweiter-faktor/bestaetigen/", factor_views.reauthenticate, name="mfa_reauthenticate"),
    path("anmelden/passkey/", passkey_views.login_webauthn, name="mfa_login_webauthn"),
    path("anmelden/passkey/bestaetigen/", passkey_views.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("konto/zweiter-faktor/", factor_views.index, name="mfa_index"),
    path("konto/zweiter-faktor/app/", totp_views.activate_totp, name="mfa_activate_totp"),
    path("konto/zweiter-faktor/app/entfernen/", totp_views.deactivate_totp, name="mfa_deactivate_totp"),
    path("konto/zweiter-faktor/notfallcodes/", recovery_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "konto/zweiter-faktor/notfallcodes/neu/",
        recovery_views.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "konto/zweiter-faktor/notfallcodes/datei/",
        recovery_views.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("konto/passkeys/", passkey_views.list_webauthn, name="mfa_list_webauthn"),
    path("konto/passkeys/neu/", passkey_views.add_webauthn, name="mfa_add_webauthn"),
    path("konto/passkeys/<int:pk>/entfernen/", passkey_views.remove_webauthn, name="mfa_remove_webauthn"),
    path("konto/passkeys/<int:pk>/", passkey_views.edit_webauthn, name="mfa_edit_webauthn"),
]

other_urls: list[URLPattern | URLResolver] = [
    path("konto/sitzungen/", RedirectView.as_view(pattern_name="portal:account"), name="usersessions_list"),
    path("anmelden/sso/abgebrochen/", social_views.login_cancelled, name="socialaccount_login_cancelled"),
    path("anmelden/sso/fehler/", social_views.login_error, name="socialaccount_login_error"),
    path("anmelden/sso/neu/", social_views.signup, name="socialaccount_signup"),
    path("konto/sso/", social_views.connections, name="socialaccount_connections"),
    path("anmelden/oidc/<str:provider_id>/login/", sso.login, name="openid_connect_login"),
    path("anmelden/oidc/<str:provider_id>/login/callback/", sso.callback, name="openid_connect_callback"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include(own)), *account_urls, *factor_urls, *other_urls]
