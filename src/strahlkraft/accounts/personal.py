"""What is kept of people with an account (pure): the account, roles, absences, links and sessions of the sign-in library."""

from collections.abc import Mapping
from datetime import timedelta

from strahlkraft.accounts.rules import ERASED_MAILBOXES
from strahlkraft.kernel.personal import Basis, Fill, Personal
from strahlkraft.kernel.words import gettext_noop

ACCOUNT = gettext_noop("Letting people in and showing colleagues who they work with.")
ROLES = gettext_noop("Knowing who may do what, and since when.")
AWAY = gettext_noop("Knowing who stands in for whom.")
SIGN_IN = gettext_noop("Signing in safely.")
AS_LONG = gettext_noop("As long as the account exists; the administration closes it, or the person asks for it.")
TRACED = gettext_noop("Who could do what when must be traceable as long as the trail; only a number names the person.")
KEEP_LINKS, KEEP_ABSENCES = timedelta(days=30), timedelta(days=366)

KEPT: tuple[Personal, ...] = (
    Personal(
        table="accounts.User",
        columns={
            "email": "erased-{pk}" + ERASED_MAILBOXES,
            "display_name": "user:{pk}",
            "password": "!",
            "is_active": False,
            "last_login": None,
        },
        purpose=ACCOUNT,
        basis=Basis.PUBLIC_TASK,
        mailbox="email",
        account="pk",
        kept_because=AS_LONG,
        shown=("language", "created_at"),
        secret=("password",),
        correctable=("display_name",),
        recipients=(gettext_noop("colleagues with an account"),),
    ),
    Personal(
        table="accounts.Membership",
        columns={"valid_until": Fill.NOW},
        purpose=ROLES,
        basis=Basis.PUBLIC_TASK,
        account="user",
        where={"valid_until": None},
        kept_because=TRACED,
        shown=("role", "region", "organisation", "valid_from"),
    ),
    Personal(
        table="accounts.Membership",
        columns={},
        purpose=ROLES,
        basis=Basis.PUBLIC_TASK,
        account="user",
        where={"valid_until__isnull": False},
        kept_because=TRACED,
        shown=("role", "region", "organisation", "valid_from", "valid_until"),
    ),
    Personal(
        table="accounts.Absence",
        columns={},
        purpose=AWAY,
        basis=Basis.PUBLIC_TASK,
        account="user",
        removed=True,
        since="last_day",
        erase_after=KEEP_ABSENCES,
        shown=("first_day", "last_day", "entered_at", "ended_at"),
        recipients=(gettext_noop("colleagues with an account"),),
    ),
    Personal(
        table="accounts.Absence",
        columns={},
        purpose=AWAY,
        basis=Basis.PUBLIC_TASK,
        account="deputy",
        kept_because=gettext_noop("It is the entry of the person who is away; it goes a year after its last day."),
        shown=("first_day", "last_day"),
    ),
    Personal(
        table="accounts.SignInLink",
        columns={},
        purpose=SIGN_IN,
        basis=Basis.PUBLIC_TASK,
        account="user",
        removed=True,
        since="expires_at",
        erase_after=KEEP_LINKS,
        shown=("created_at", "expires_at", "used_at"),
        secret=("token_hash", "next_path"),
    ),
    Personal(
        table="account.EmailConfirmation",
        columns={},
        purpose=SIGN_IN,
        basis=Basis.PUBLIC_TASK,
        account="email_address__user",
        removed=True,
        since="created",
        erase_after=KEEP_LINKS,
        shown=("created", "sent"),
        secret=("key",),
    ),
    Personal(
        table="account.EmailAddress",
        columns={},
        purpose=SIGN_IN,
        basis=Basis.PUBLIC_TASK,
        mailbox="email",
        account="user",
        removed=True,
        kept_because=AS_LONG,
        shown=("email", "verified", "primary"),
    ),
    Personal(
        table="mfa.Authenticator",
        columns={},
        purpose=SIGN_IN,
        basis=Basis.PUBLIC_TASK,
        account="user",
        removed=True,
        kept_because=AS_LONG,
        shown=("type", "created_at", "last_used_at"),
        secret=("data",),
    ),
    Personal(
        table="socialaccount.SocialToken",
        columns={},
        purpose=SIGN_IN,
        basis=Basis.PUBLIC_TASK,
        account="account__user",
        removed=True,
        kept_because=AS_LONG,
        shown=("expires_at",),
        secret=("token", "token_secret"),
    ),
    Personal(
        table="socialaccount.SocialAccount",
        columns={},
        purpose=SIGN_IN,
        basis=Basis.PUBLIC_TASK,
        account="user",
        removed=True,
        kept_because=AS_LONG,
        shown=("provider", "uid", "extra_data", "date_joined", "last_login"),
    ),
    Personal(
        table="usersessions.UserSession",
        columns={},
        purpose=SIGN_IN,
        basis=Basis.PUBLIC_TASK,
        account="user",
        removed=True,
        kept_because=gettext_noop("Until the session ends; its end and `clearsessions` erase it."),
        erased_by="sessions",
        shown=("created_at", "last_seen_at", "user_agent", "ip"),
        secret=("session_key", "data"),
    ),
    Personal(
        table="sessions.Session",
        columns={},
        purpose=SIGN_IN,
        basis=Basis.PUBLIC_TASK,
        account="session_data",  # encoded: each session is looked into
        removed=True,
        since="expire_date",
        erase_after=timedelta(0),
        erased_by="clearsessions",
        shown=("expire_date",),
        secret=("session_key", "session_data"),
    ),
)
ACTED: Mapping[str, tuple[str, ...]] = {}
NOT_PEOPLE: Mapping[str, str] = {
    "accounts.Membership.granted_by": "the key of an account; it names nobody once that account is anonymised",
    "accounts.Absence.entered_by": "the same",
    "auth.Group.name": "a table of the framework nobody uses: roles stand in accounts.rules",
    "auth.Permission.name": "the same",
    "auth.Permission.codename": "the same",
    "contenttypes.ContentType.app_label": "names a table of the program",
    "socialaccount.SocialApp.name": "names an identity provider, a body",
    "socialaccount.SocialApp.secret": "a key of a machine",
}
OF_THINGS: Mapping[str, str] = {
    "socialaccount.SocialApp": "provider provider_id client_id key settings",
    "contenttypes.ContentType": "model",
}
