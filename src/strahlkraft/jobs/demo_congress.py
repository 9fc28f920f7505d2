"""``strahlkraft demo-congress``: an invented congress to click through, through the very deeds people do.

Its themes are real, its pitches are named after the register's projects; people, words and numbers are called "Beispiel".
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import click
from django.conf import settings
from django.utils import timezone

from strahlkraft.congress.access import crew_by_token, link_token
from strahlkraft.congress.actions import (
    calls,
    framing,
    occasions,
    pitches,
    planning,
    prizes,
    programme,
    publishing,
    registration,
    reviews,
    selection,
)
from strahlkraft.congress.emails.occasions import CREW_PAGES
from strahlkraft.congress.models import CrewMember, Occasion, Pitch, Plan, PlanRun
from strahlkraft.congress.rules.calls import CallContent, PitchContent, SpeakerContent, StageNeeds, Submission
from strahlkraft.congress.rules.occasions import HostRow, OccasionInput
from strahlkraft.congress.rules.prize import Times
from strahlkraft.congress.rules.registration import RegistrationForm
from strahlkraft.congress.rules.vocabulary import BlockKind, CrewRole, Mode, OccasionKind, PitchKind
from strahlkraft.design.addresses import address
from strahlkraft.jobs.clock import now
from strahlkraft.jobs.planning import carry_out
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project

GUESTS = 24
REVIEWED = 12  # pitches with invented marks
SEATS_ONSITE, SEATS_ONLINE = 200, 3_000
PLAN_SECONDS = 12
FEATURES = ("stepfree", "demo_table", "led_wall", "sound", "induction_loop")


@click.command("demo-congress")
@click.option(
    "--days", type=click.IntRange(1, 700), default=14, show_default=True, help="In how many days it takes place."
)
@click.option("--seconds", default=PLAN_SECONDS, show_default=True, help="How long the planner may think.")
def demo_congress(*, days: int, seconds: int) -> None:
    """Make an invented congress: call, pitches, reviews, plan, programme, registrations (never in production)."""
    if settings.PRODUCTION:
        msg = "An invented congress has no place in production."
        raise click.ClickException(msg)
    try:
        occasion = make(at=now(), days=days, seconds=seconds, say=click.echo)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    for line in addresses(occasion):
        click.echo(line)


def addresses(occasion: Occasion) -> list[str]:
    """Where to click: the public pages, the workspace, and each task's private link."""
    pages = {"Event": occasion.label, "Programme": Label("programme_of", occasion.slug)}
    pages["Workspace"] = Label("occasion", occasion.slug)
    lines = [f"{name:<12} {settings.BASE_URL}{address(label)}" for name, label in pages.items()]
    for member in occasion.crew.filter(ended_at=None):
        private = address(Label(CREW_PAGES.get(member.role, "crew"), link_token("crew", member.code)))
        lines += [f"{member.role:<12} {settings.BASE_URL}{private}"]
    return lines


def make(*, at: datetime, days: int, seconds: int, say: Callable[[str], object]) -> Occasion:
    """Everything up to the published programme; ``say`` hears what is being made."""
    words = json.loads((files("strahlkraft.congress") / "data" / "demo.json").read_text(encoding="utf-8"))
    day = timezone.localtime(at + timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)
    say("Event, call, stage and blocks …")
    occasion = _occasion(words, day, at=at)
    _call(words, occasion, day, at=at)
    _frames(words, occasion, day, at=at)
    say("Pitches named after the projects of the register …")
    made = _pitches(words, occasion, at=at)
    _reviews(occasion, made, at=at)
    _selection(occasion, made, at=at)
    say(f"Planning for {seconds} seconds …")
    _programme(words, occasion, seconds=seconds)
    say("Registrations and the prize …")
    _registrations(words, occasion, at=at)
    _prize(words, occasion, day, at=at)
    occasion.refresh_from_db()
    return occasion


def _occasion(words: Mapping[str, Any], day: datetime, *, at: datetime) -> Occasion:
    region = Region.objects.filter(slug=words["region"]).first() or Region.objects.order_by("pk").first()
    given = OccasionInput(
        name=f"{words['name']} {day:%Y}",
        kind=OccasionKind.CONGRESS,
        starts_at=day,
        ends_at=day + timedelta(hours=9),
        region_id=region.pk if region else None,
        mode=Mode.HYBRID,
        venue=words["venue"],
        summary=words["summary"],
        access_notes=words["access_notes"],
        mailbox=words["mailbox"],
        hosts=tuple(HostRow(name) for name in words["hosts"]),
    )
    occasion = occasions.create(by=SYSTEM, at=at, given=given, demonstration=True)
    for role, name in words["crew"]:
        occasions.add_crew(by=SYSTEM, at=at, slug=occasion.slug, role=role, name=name)
    return occasions.announce(by=SYSTEM, at=at, slug=occasion.slug)


def _call(words: Mapping[str, Any], occasion: Occasion, day: datetime, *, at: datetime) -> None:
    content = CallContent(
        text=words["call"],
        opens_at=at - timedelta(days=60),
        closes_at=min(at + timedelta(days=7), day - timedelta(hours=1)),
        criteria=tuple((name, hint, weight) for name, hint, weight in words["criteria"]),
        topics=tuple(words["themes"]),
    )
    calls.save_call(by=SYSTEM, at=at, slug=occasion.slug, content=content, blind=False)


def _frames(words: Mapping[str, Any], occasion: Occasion, day: datetime, *, at: datetime) -> None:
    """One stage; four blocks of 65 minutes, one per theme, with breaks between and a keynote at either end."""
    by: dict[str, Any] = {"by": SYSTEM, "at": at, "slug": occasion.slug}
    fields = {"name": words["stage"], "features": FEATURES, "stream_url": ""}
    stage = framing.save_stage(**by, fields=fields)
    moderator = CrewMember.objects.filter(occasion=occasion, role=CrewRole.MODERATOR).first()
    themes, (coffee, lunch, tea), (morning, evening) = words["themes"], words["breaks"], words["keynotes"]
    frames = [
        (BlockKind.KEYNOTE, morning, 0, 25),
        (BlockKind.PITCHES, themes[0], 30, 95),
        (BlockKind.BREAK, coffee, 95, 115),
        (BlockKind.PITCHES, themes[1], 115, 180),
        (BlockKind.BREAK, lunch, 180, 240),
        (BlockKind.PITCHES, themes[2], 240, 305),
        (BlockKind.BREAK, tea, 305, 325),
        (BlockKind.PITCHES, themes[3], 325, 390),
        (BlockKind.KEYNOTE, evening, 400, 430),
    ]
    for kind, title, opens, closes in frames:
        block = {
            "stage": stage.slug,
            "title": title,
            "kind": kind,
            "opens_at": day + timedelta(minutes=opens),
            "closes_at": day + timedelta(minutes=closes),
            "captions": kind != BlockKind.BREAK,
            "sign_language": kind == BlockKind.PITCHES and closes <= 180,  # noqa: PLR2004 - the morning
            "intro_seconds": 120 if kind == BlockKind.PITCHES else 0,
            "reserve_seconds": 300 if kind == BlockKind.PITCHES else 0,
            "moderator": moderator.pk if moderator and kind == BlockKind.PITCHES else None,
        }
        framing.save_block(**by, fields=block)


def _pitches(words: Mapping[str, Any], occasion: Occasion, *, at: datetime) -> list[Pitch]:
    topics = list(occasion.topics.order_by("position"))
    projects = list(Project.objects.published().order_by("pk"))
    places = _themes(words["words"], projects)
    made = []
    for number, (project, theme) in enumerate(zip(projects, places, strict=True), start=1):
        content = PitchContent(
            title=f"{words['pitch_prefix']}{project.title}"[:200],
            summary=project.summary.split("\n")[0][:290],
            description=f"{words['description']}\n\n{project.summary}".strip()[:2_000],
            topic=topics[theme].slug,
            organisation_name=f"{words['body']} {number}",
            mode="remote" if number % 9 == 0 else "onsite",
            sign_language=number % 14 == 0,
            for_prize=number % 2 == 0,
        )
        person = SpeakerContent(
            name=f"{words['speaker']} {number}", organisation_name=content.organisation_name, named=True
        )
        given = Submission(content=content, people=(person,), project=project.slug)
        made.append(pitches.hand_in_on_behalf(by=SYSTEM, at=at, slug=occasion.slug, given=given))
    for title in words["keynotes"]:
        talk = Submission(content=PitchContent(title=title), kind=PitchKind.KEYNOTE, seconds=1_200)
        pitches.hand_in_on_behalf(by=SYSTEM, at=at, slug=occasion.slug, given=talk)
    return made


def _themes(words: Sequence[Sequence[str]], projects: Sequence[Project]) -> list[int]:
    """A theme per project by the words of its text, at most a fair share each, so that blocks can hold together."""
    share, taken, found = -(-len(projects) // len(words)), Counter[int](), []
    for project in projects:
        text = f"{project.title} {project.summary}".casefold()
        fit = [sum(text.count(word) for word in theme) for theme in words]
        best = max((n for n in range(len(words)) if taken[n] < share), key=lambda n: (fit[n], -taken[n]))
        taken[best] += 1
        found.append(best)
    return found


def _reviews(occasion: Occasion, made: Sequence[Pitch], *, at: datetime) -> None:
    """Invented marks of two invented reviewers on the first pitches."""
    criteria = [str(pk) for pk in occasion.call.criteria.values_list("pk", flat=True)]
    for place, member in enumerate(occasion.crew.filter(role=CrewRole.REVIEWER)):
        holder = crew_by_token(link_token("crew", member.code))
        for number, pitch in enumerate(made[:REVIEWED]):
            marks = {key: 2 + (number + place + weight) % 4 for weight, key in enumerate(criteria)}
            if holder is not None:
                reviews.write_review(by=holder, at=at, slug=occasion.slug, code=pitch.code, marks=marks)


def _selection(occasion: Occasion, made: Sequence[Pitch], *, at: datetime) -> None:
    selection.decide(by=SYSTEM, at=at, slug=occasion.slug, codes=[pitch.code for pitch in made], deed="accept")
    selection.send_decisions(by=SYSTEM, at=at, slug=occasion.slug)
    for pitch in made:
        needs = StageNeeds(mode=pitch.mode, sign_language=pitch.sign_language, slides_public=True)
        selection.confirm(by=SYSTEM, at=at, code=pitch.link_code, given=needs)


def _programme(words: Mapping[str, Any], occasion: Occasion, *, seconds: int) -> None:
    """Plan, lay the keynotes into their frames, publish the first version."""
    run = planning.start_run(by=SYSTEM, at=now(), slug=occasion.slug, seconds=seconds)
    claimed = planning.claim_run(at=now())
    if claimed is not None and claimed.started_at is not None:
        carry_out(claimed, mark=claimed.started_at)
    run = PlanRun.objects.get(pk=run.pk)
    plan = planning.adopt_run(by=SYSTEM, at=now(), slug=occasion.slug, run=run.pk)
    _name_blocks(occasion, plan)
    plan = _with_keynotes(occasion, plan.number)
    publishing.publish(
        by=SYSTEM, at=now(), slug=occasion.slug, number=plan.number, revision=plan.revision, note=words["note"]
    )


def _name_blocks(occasion: Occasion, plan: Plan) -> None:
    """Each block is called by the theme most of its pitches have."""
    topics = dict(occasion.pitches.filter(topic__isnull=False).values_list("code", "topic__name"))
    for block in occasion.blocks.filter(kind=BlockKind.PITCHES).select_related("stage"):
        found = Counter(topics[code] for code, _start in plan.layout.get(block.slug, ()) if code in topics)
        if found:
            names = ("kind", "opens_at", "closes_at", "captions", "sign_language", "intro_seconds", "reserve_seconds")
            fields = {name: getattr(block, name) for name in names}
            fields |= {"stage": block.stage.slug, "title": found.most_common(1)[0][0], "moderator": block.moderator_id}
            framing.save_block(by=SYSTEM, at=now(), slug=occasion.slug, block=block.slug, fields=fields)


def _with_keynotes(occasion: Occasion, number: int) -> Plan:
    """The plan with each keynote in a frame of its own."""
    talks = occasion.pitches.filter(kind=PitchKind.KEYNOTE).order_by("created_at", "pk")
    frames = occasion.blocks.filter(kind=BlockKind.KEYNOTE).order_by("opens_at")
    plan = occasion.plans.get(number=number)
    for talk, frame in zip(talks, frames, strict=False):
        plan = programme.change_plan(
            by=SYSTEM,
            at=now(),
            slug=occasion.slug,
            number=number,
            revision=plan.revision,
            deed="place",
            params={"pitch": talk.code, "block": frame.slug, "index": 0},
        )
    return plan


def _registrations(words: Mapping[str, Any], occasion: Occasion, *, at: datetime) -> None:
    opens, closes = at - timedelta(days=30), occasion.ends_at
    occasion = registration.set_seats(
        by=SYSTEM,
        at=at,
        occasion=occasion,
        onsite=SEATS_ONSITE,
        online=SEATS_ONLINE,
        opens_at=opens,
        closes_at=closes,
    )
    for number in range(1, GUESTS + 1):
        form = RegistrationForm(
            name=f"{words['guest']} {number}",
            mailbox=f"gast{number}@beispiel.example",
            channel="online" if number % 4 == 0 else "onsite",
            needs=("captions",) if number % 6 == 0 else (),
            photo_consent=number % 2 == 0,
        )
        row = registration.register(by=NOBODY, at=at, occasion=occasion, form=form, language="de")
        registration.confirm(by=NOBODY, at=at, code=row.code)


def _prize(words: Mapping[str, Any], occasion: Occasion, day: datetime, *, at: datetime) -> None:
    name, donor, text = words["prize"]
    until = day + timedelta(hours=8)
    prizes.save_prize(
        by=SYSTEM,
        at=at,
        slug=occasion.slug,
        name=name,
        donor=donor,
        text=text,
        jury=Times(at, until),
        audience=Times(day, until),
    )
