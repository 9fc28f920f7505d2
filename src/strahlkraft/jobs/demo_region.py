"""``strahlkraft demo-region``: an invented region with 16 projects and one grant of each trouble, by the very deeds people do.

Region, bodies, documents and sums are called "Beispiel" or marked as invented; its projects stay drafts, so that nothing
of it is counted among the real ones. One person writes, another confirms, as everywhere.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files

import click
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from strahlkraft.accounts import actions as people
from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.funding.actions import extensions
from strahlkraft.funding.rules.extensions import Occasion
from strahlkraft.funding.rules.vocabulary import OccasionKind
from strahlkraft.jobs.clock import now
from strahlkraft.jobs.demo_grants import Maker, Story, at_nine
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.actions.organisations import create_organisation
from strahlkraft.network.actions.regions import open_region
from strahlkraft.network.models import Organisation, Region
from strahlkraft.network.rules import OrganisationInput


@click.command("demo-region")
def demo_region() -> None:
    """Make an invented region with 16 projects and 19 grants, one of each trouble (never in production)."""
    if settings.PRODUCTION:
        msg = "An invented region has no place in production."
        raise click.ClickException(msg)
    try:
        with transaction.atomic():  # whole or not at all
            region = make(at=now(), say=click.echo)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{region.name}: {settings.BASE_URL}/arbeit/zuwendungen/")


def make(*, at: datetime, say: Callable[[str], object]) -> Region:
    """Region, bodies, people, projects and grants; ``say`` hears what is being made."""
    words = json.loads((files("strahlkraft.funding") / "data" / "demo_region.json").read_text(encoding="utf-8"))
    say("Region, bodies and people …")
    people.create_demo_users(by=SYSTEM, at=at)
    region = open_region(
        by=SYSTEM, at=at, name=words["region"], government_district=words["authority"], demonstration=True
    )
    bodies = {
        key: create_organisation(by=SYSTEM, at=at, given=OrganisationInput(name=row["name"], kind=row["kind"]))
        for key, row in words["recipients"].items()
    }
    writer, second = _roles(region, bodies["stadt"], at=at)
    maker = Maker(words, writer, second, region, timezone.localdate(at), bodies)
    for number, row in enumerate(words["grants"], start=1):
        say(f"{number:>2}/{len(words['grants'])} {row['project'] or words['region']} ({row['case']}) …")
        Story(maker, row, number).tell()
    say("An extension on one occasion …")
    _extend(maker)
    return region


def _roles(region: Region, body: Organisation, *, at: datetime) -> tuple[Actor, Actor]:
    """Give the invented people their roles in the region; who writes and who confirms."""
    scoped = {
        Role.OFFICE: "buero@example.org",
        Role.STEERING: "board@example.org",
        Role.AUTHORITY: "bewilligung@example.org",
    }
    for role, mailbox in scoped.items():
        user = User.objects.get(email=mailbox)
        people.grant_role(by=SYSTEM, at=at, user=user, role=role, region=region)
    partner = User.objects.get(email="partner@example.org")
    people.grant_role(by=SYSTEM, at=at, user=partner, role=Role.PARTNER, organisation=body)
    return User.objects.get(email="buero@example.org"), User.objects.get(email="verwaltung@example.org")


def _extend(maker: Maker) -> None:
    """One occasion for all that end soon; the requests stay drafts, to be tried."""
    words, at = maker.words["extension"], at_nine(maker.today)
    given = Occasion(
        title=words["title"],
        kind=OccasionKind.DECREE,
        dated_on=maker.today - timedelta(days=7),
        new_end=maker.months(13) - timedelta(days=1),
        reference=words["reference"],
        shared_reason=words["reason"],
    )
    batch = extensions.open_batch(
        by=maker.writer, at=at, region_id=maker.region.pk, given=given, file=maker.paper("erlass")
    )
    extensions.make_requests(
        by=maker.writer, at=at, code=batch.code, version=batch.version, shared_reason=words["reason"]
    )
