"""Letters of the network: what a project office writes to an exchange group."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from strahlkraft.design.addresses import address
from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letters
from strahlkraft.network.access import link_token
from strahlkraft.network.models import ExchangeGroup, GroupLetter, GroupMember

LANGUAGE = "de"  # of letters to offices and town halls


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to a group as its member would get it."""

    subject: str
    text: str


def group_letter(group: ExchangeGroup, member: GroupMember, *, subject: str, text: str, preview: bool = False) -> Draft:
    """The letter as one member gets it; in a preview its link leads nowhere: only the member may press it."""
    label = Label("group_leave", "…" if preview else link_token("group-leave", member.code))
    with translation.override(LANGUAGE):
        words = {
            "group": group.name,
            "organisation": member.organisation.name,
            "text": text.strip(),
            "url": f"{settings.BASE_URL}{address(label)}",
        }
        whole = render_to_string("network/letters/group_mailing.txt", words)
        line = " ".join(f"[{group.name}] {subject}".split())[:200]
    return Draft(line, whole)


def post_group_letters(letters: Iterable[GroupLetter], *, at: datetime) -> None:
    """Put each member's copy of a mailing into the outbox, exactly once."""
    rows = []
    for letter in letters:
        mailing, member = letter.mailing, letter.member
        draft = group_letter(mailing.group, member, subject=mailing.subject, text=mailing.text)
        key = f"group-letter:{mailing.pk}:{member.code}"
        rows.append({"to": member.mailbox, "subject": draft.subject, "text": draft.text, "key": key, "at": at})
    post_letters(rows)
