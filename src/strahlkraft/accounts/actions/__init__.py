"""Deeds over accounts: people and roles, absences, letters that are to leave again."""

from strahlkraft.accounts.actions.people import (
    DemoUser,
    change_profile,
    close_account,
    create_demo_users,
    create_user,
    end_session,
    end_sessions,
    grant_role,
    label_of,
    reopen_account,
    request_sign_in_link,
    revoke_role,
    use_sign_in_link,
)

__all__ = [
    "DemoUser",
    "change_profile",
    "close_account",
    "create_demo_users",
    "create_user",
    "end_session",
    "end_sessions",
    "grant_role",
    "label_of",
    "reopen_account",
    "request_sign_in_link",
    "revoke_role",
    "use_sign_in_link",
]
