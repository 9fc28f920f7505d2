"""``strahlkraft demo-day``: plays the day of an invented congress through the deeds of moderator, desk and audience."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from uuid import uuid4

import click
from django.conf import settings

import strahlkraft.reuse.actions as reuse
from strahlkraft.congress.actions import audience, contacts, demonstration, registration, stage
from strahlkraft.congress.models import Occasion, Pitch, RunItem, Stage
from strahlkraft.congress.queries.funnel import funnels
from strahlkraft.congress.queries.stage import board
from strahlkraft.congress.rules.contacts import ContactForm
from strahlkraft.congress.rules.registration import Scan
from strahlkraft.congress.rules.vocabulary import ContactOrigin, ItemKind, QuestionState
from strahlkraft.design.addresses import address
from strahlkraft.jobs.clock import now
from strahlkraft.jobs.demo_congress import PLAN_SECONDS, addresses, make
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused
from strahlkraft.reuse.access import LinkHolder
from strahlkraft.reuse.rules.vocabulary import Side

SPOKEN = (ItemKind.PITCH, ItemKind.KEYNOTE)
LONGER, SKIPPED, LATE = 4, 8, 12  # which pitch takes longer, is skipped, comes late
CONTACT_EVERY, UNANSWERED_EVERY, CASE_EVERY = 3, 5, 2
CLAPS = 7


@click.command("demo-day")
@click.option(
    "--speed", default=60.0, show_default=True, help="How many times quicker than planned; 1 is true to time."
)
def demo_day(*, speed: float) -> None:
    """Play the day of an invented congress on all screens (never in production).

    Makes the congress if there is none to play. Nothing it writes is real: people, questions, contacts and the
    requests that come of them say "Beispiel".
    """
    if settings.PRODUCTION:
        msg = "An invented congress has no place in production."
        raise click.ClickException(msg)
    try:
        occasion = _playable() or make(at=now(), days=1, seconds=PLAN_SECONDS, say=click.echo)
        stage.take_over_programme(by=SYSTEM, at=now(), slug=occasion.slug)
        occasion = demonstration.begin_now(by=SYSTEM, at=now(), occasion=occasion, speed=speed)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    for line in _screens(occasion):
        click.echo(line)
    for row in occasion.stages.all():
        Player(row, speed=speed, pause=time.sleep, say=click.echo).play()
    funnel = funnels([occasion])[occasion.pk]
    click.echo(
        f"Contacts {funnel.contacts}, requests {funnel.requests}, answered {funnel.answered}, cases {funnel.cases}"
    )


def _playable() -> Occasion | None:
    """The newest invented congress whose running order has not begun."""
    begun = RunItem.objects.filter(started_at__isnull=False).values("stage__occasion")
    rows = Occasion.objects.filter(demonstration=True, versions__isnull=False).exclude(pk__in=begun)
    return rows.order_by("-pk").first()


def _screens(occasion: Occasion) -> list[str]:
    """Where to watch."""
    shown = {"Screens": Label("stage_screen", occasion.slug), "Audience": Label("audience", occasion.slug)}
    return [
        *(f"{name:<12} {settings.BASE_URL}{address(label)}" for name, label in shown.items()),
        *addresses(occasion),
    ]


@dataclass(frozen=True, slots=True)
class Player:
    """Plays one stage; ``pause`` waits seconds, ``say`` hears what happens."""

    stage: Stage
    speed: float
    pause: Callable[[float], object]
    say: Callable[[str], object]

    def play(self) -> None:
        """From the first line to the last, with a delay, a skipped and a late pitch on the way."""
        words = json.loads((files("strahlkraft.congress") / "data" / "demo.json").read_text(encoding="utf-8"))
        self._let_in()
        spoken = 0
        while (shown := board(self.stage, at=now())).coming:
            upcoming = [row.line for row in shown.coming if row.line.kind in SPOKEN and not row.line.fixed]
            if spoken == SKIPPED and upcoming:
                self._press("skip", key=upcoming[0].pk)
                spoken += 1
            elif spoken == LATE and len(upcoming) > 1:
                self._press("postpone", key=upcoming[0].pk, behind=1)
                spoken += 1
            else:
                begins = shown.coming[0].slot.starts_at or now()
                self.pause(max(0.0, (begins - now()).total_seconds()))
                spoken += self._go_on(words, spoken)
        if (row := board(self.stage, at=now()).current) is not None:
            self.pause(row.line.planned_seconds)
            self._press("finish")

    def _go_on(self, words: Mapping[str, Any], spoken: int) -> int:
        """Bring the next line on stage; 1 when somebody speaks in it, else 0."""
        self._press("next")
        row = board(self.stage, at=now()).current
        if row is None:
            return 0
        self.say(f"{now():%H:%M:%S}  {row.line.title}")
        if row.line.kind not in SPOKEN or row.line.pitch is None:
            return 0
        if spoken == LONGER:
            self._press("extend", key=row.line.pk, seconds=max(1, round(60 / self.speed)))
        self._listen(words, row.line.pitch, spoken)
        return 1

    def _press(self, deed: str, **params: int) -> None:
        stage.press(by=SYSTEM, at=now(), stage=self.stage, deed=deed, uid=uuid4(), params=params)

    def _let_in(self) -> None:
        """The invented guests come in, but for a few."""
        guests = self.stage.occasion.registrations.filter(channel="onsite", state="confirmed").order_by("pk")
        for number, guest in enumerate(guests):
            if number % 5 and not guest.check_ins.exists():
                scan = Scan(str(uuid4()), str(guest.badge), now(), guest.seats)
                registration.check_in(by=SYSTEM, at=now(), occasion=self.stage.occasion, scan=scan)

    def _listen(self, words: Mapping[str, Any], pitch: Pitch, number: int) -> None:
        """The audience claps, asks, and now and then makes contact."""
        occasion = self.stage.occasion
        audience.clap(by=NOBODY, at=now(), slug=occasion.slug, claps={pitch.code: 3 + number * CLAPS % 17})
        text = words["questions"][number % len(words["questions"])]
        question = audience.ask(by=NOBODY, at=now(), stage=self.stage, pitch=pitch, uid=uuid4(), text=text)
        to = QuestionState.DECLINED if number % 5 == 0 else QuestionState.SHOWN
        audience.moderate(by=SYSTEM, at=now(), occasion=occasion, question_id=question.pk, to=to)
        if number % CONTACT_EVERY == 0:
            self._make_contact(words, pitch, number // CONTACT_EVERY)

    def _make_contact(self, words: Mapping[str, Any], pitch: Pitch, number: int) -> None:
        """A contact; some become requests, some of these are answered, some become cases nobody has confirmed."""
        form = ContactForm(
            mailbox=f"kontakt{number}@beispiel.example",
            organisation=f"{words['body']} {number}",
            text=words["contact"],
            wants_reuse=number % 3 != 0,
            origin=ContactOrigin.HALL if number % 2 else ContactOrigin.ONLINE,
        )
        row = contacts.make_contact(by=NOBODY, at=now(), pitch=pitch, form=form, language="de")
        row = contacts.confirm_contact(by=NOBODY, at=now(), code=row.code)
        if row.request is None or number % UNANSWERED_EVERY == 0:
            return
        provider = LinkHolder(Side.PROVIDER, row.request.code)
        reuse.answer(by=provider, at=now(), code=row.request.code, text=words["answer"])
        if number % CASE_EVERY == 0:
            reuse.open_case_from_request(by=provider, at=now(), code=row.request.code)
