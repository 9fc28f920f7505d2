"""The letter that asks a recipient to confirm that what was bought serves its purpose (R37)."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import ngettext

from strahlkraft.funding.access import asset_token
from strahlkraft.funding.emails._post import OFFICE_LANGUAGE, post
from strahlkraft.funding.models import Asset, Grant
from strahlkraft.kernel.label import Label


def post_confirmation(grant: Grant, rows: list[Asset], *, mailbox: str, at: datetime) -> bool:
    """Name the things and where to confirm them; one letter a month and grant. False without a mailbox."""
    if not mailbox or not rows:
        return False
    post(
        "confirm_assets",
        to=mailbox,
        language=OFFICE_LANGUAGE,
        subject=lambda: (
            ngettext(
                "Please confirm once a year: %(count)s thing serves the purpose of its grant",
                "Please confirm once a year: %(count)s things serve the purpose of their grant",
                len(rows),
            )
            % {"count": len(rows)}
        ),
        context={"grant": grant, "rows": rows, "count": len(rows)},
        url=Label("assets_by_link", asset_token(grant, mailbox)),
        key=f"assets:{grant.code}:{localdate(at):%Y-%m}",
        at=at,
        digest=True,
    )
    return True
