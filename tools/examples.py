"""Invented reuse and an event for pictures and journeys, every record called "Beispiel"; the register's own projects stay as they are.

``tools.site.add_examples`` runs it in a prepared site.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from strahlkraft.congress import access as congress_access
from strahlkraft.congress.access import crew_by_token, link_token
from strahlkraft.congress.actions import (
    calls,
    framing,
    occasions,
    pitches,
    prizes,
    programme,
    publishing,
    registration,
    reviews,
    selection,
)
from strahlkraft.congress.models import Occasion
from strahlkraft.congress.rules.calls import CallContent, PitchContent, SpeakerContent, StageNeeds, Submission
from strahlkraft.congress.rules.occasions import HostRow, OccasionInput
from strahlkraft.congress.rules.prize import Times
from strahlkraft.congress.rules.registration import RegistrationForm
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.network.models import Region
from strahlkraft.reuse import access, actions
from strahlkraft.reuse.actions.software import Sighting, note_found
from strahlkraft.reuse.importers import Repository
from strahlkraft.reuse.rules.cases import StepReport
from strahlkraft.reuse.rules.content import Effort, OfferContent, Paper, Product, ServiceKey
from strahlkraft.reuse.rules.requests import RequestForm
from strahlkraft.reuse.rules.vocabulary import Side, SoftwareOrigin
from tools import newsroom_examples, steering_examples
from tools.site import EVENT, OFFER

PROJECT = "lorawan-2-0"
REPORTER = OfferContent(
    title="Beispiel-Mängelmelder",
    kind="software",
    summary="Fiktives Beispiel: Wer einen Mangel im Straßenraum sieht, meldet ihn mit Foto; das Bauamt sieht ihn sofort.",
    description="Ein **fiktives Beispiel**.\n\n- Meldung mit Foto und Ort\n- Zuweisung an das zuständige Amt\n- Rückmeldung",
    target_groups="Bürgerinnen und Bürger, Bauamt, Bauhof",
    scope="Meldung\nZuweisung\nAuswertung",
    transfer_value="Einführung in etwa drei Monaten; danach weniger Rückfragen.",
    stakeholders="Bauamt, IT, Personalrat",
    best_practice="Mit einem Stadtteil beginnen.",
    licence="EUPL-1.2",
    repository_url="https://git.example/beispiel/melder",
    development_status="stable",
    in_operation="yes",
    in_operation_since="2022-05",
    small_towns="yes",
    size_classes=("small_town", "medium_town"),
    languages=("de",),
    platforms=("web",),
    standards=("Open311",),
    mailbox="angebote@beispiel.example",
    products=(Product("PostgreSQL", "no"), Product("Beispiel-GIS", "yes", "QGIS")),
    efforts=(
        Effort("small_town", Decimal(20), Decimal(5000), Decimal(5), Decimal("1200.50"), 2024, "Beispielstadt"),
        Effort("medium_town", Decimal(35), Decimal(12000), Decimal(8), Decimal(3600), 2024, "Beispielstadt"),
    ),
    keys=(ServiceKey("leika", "99108049131000"),),
    papers=(Paper("Betriebshandbuch (Beispiel)", "https://git.example/beispiel/handbuch", "operation", "CC-BY-4.0"),),
)
GUIDE = OfferContent(
    title="Beispiel-Leitfaden Mängelmeldung",
    kind="guide",
    summary="Fiktives Beispiel: wie ein Bauamt gemeldete Mängel ohne neue Software bearbeitet.",
    description="Ein **fiktives Beispiel**.",
    licence="CC-BY-4.0",
    mailbox="angebote@beispiel.example",
)
FILE = b"""publiccodeYmlVersion: '0.4'
name: Beispiel-Fehlerhaft
url: https://git.example/beispiel/fehlerhaft
releaseDate: 2024-13-45
description:
  de:
    shortDescription: Fiktives Beispiel mit Fehlern
"""


def make() -> None:
    """Two offers of a real project, one request that became a case in operation, software whose file has faults, a congress, steering."""
    if Occasion.objects.filter(slug=EVENT.strip("/").rpartition("/")[2]).exists():
        return
    now = timezone.now()
    for content in (REPORTER, GUIDE):
        offer = actions.create_offer(by=SYSTEM, at=now, project=PROJECT, title=content.title, kind=content.kind)
        actions.publish_offer(
            by=SYSTEM, at=now, slug=offer.slug, content=content, version=offer.version, note="Beispiel"
        )
    _case(now)
    address = "https://git.example/beispiel/fehlerhaft"
    sighting = Sighting(Repository(address, "fehlerhaft", "gitlab"), f"{address}/publiccode.yml", FILE)
    note_found(at=now, sighting=sighting, origin=SoftwareOrigin.PASTED)
    _event(now)
    steering_examples.make(now)
    newsroom_examples.make(now)


def _event(now: datetime) -> None:
    """A hybrid congress far ahead, and a meeting of the same region that collides with it."""
    region = Region.objects.get(slug="ostwestfalen-lippe")
    start = datetime(2031, 3, 11, 8, 0, tzinfo=UTC)  # so that its address stays the same
    congress = OccasionInput(
        name="Beispielkongress",
        kind="congress",
        mode="hybrid",
        region_id=region.pk,
        starts_at=start,
        ends_at=start + timedelta(hours=9),
        new_series="Beispielreihe",
        venue="Beispielhalle, Beispielstadt",
        summary="Fiktives Beispiel: ein Tag voller Drei-Minuten-Impulse, auf der Bühne und im Stream.",
        access_notes="Stufenloser Eingang, Gebärdensprache, Ruheraum (Beispiel).",
        mailbox="kongress@beispiel.example",
        hosts=(HostRow("Beispielverein"), HostRow("Beispiel GmbH", role="co_host")),
    )
    made = occasions.create(by=SYSTEM, at=now, given=congress, demonstration=True)
    occasions.announce(by=SYSTEM, at=now, slug=made.slug)
    occasions.add_crew(by=SYSTEM, at=now, slug=made.slug, role="door", name="Beispiel Person")
    _registrations(Occasion.objects.get(pk=made.pk), now)
    _call(made.slug, now)
    _programme(made.slug, now, start)
    meeting = OccasionInput(
        name="Beispieltreffen der Projektleitungen",
        kind="meeting",
        visibility="internal",
        region_id=region.pk,
        starts_at=start + timedelta(hours=1),
        ends_at=start + timedelta(hours=3),
        venue="Beispielsaal",
        hosts=(HostRow("Beispielverein"),),
    )
    inside = occasions.create(by=SYSTEM, at=now, given=meeting, demonstration=True)
    occasions.announce(by=SYSTEM, at=now, slug=inside.slug)


def _registrations(congress: Occasion, now: datetime) -> None:
    """Two seats on site, three people who want them."""
    closes = congress.starts_at - timedelta(days=3)
    registration.set_seats(
        by=SYSTEM, at=now, occasion=congress, onsite=2, online=None, opens_at=now - timedelta(days=1), closes_at=closes
    )
    for number, needs in enumerate((("captions",), (), ("wheelchair", "captions")), start=1):
        form = RegistrationForm(name=f"Beispiel Gast {number}", mailbox=f"gast{number}@beispiel.example", needs=needs)
        registration.register_for(by=SYSTEM, at=now, occasion=congress, form=form, language="de")


def _case(now: datetime) -> None:
    """Asked by an invented town, answered, in operation and confirmed."""
    slug, asked = OFFER.strip("/").rpartition("/")[2], now - timedelta(days=60)
    need = "Wir suchen einen Mängelmelder für unsere Gemeinde (Beispiel)."
    form = RequestForm(need=need, mailbox="digitales@beispielstadt.example", organisation="Beispielstadt")
    code = actions.ask(by=NOBODY, at=asked, thing_kind="offer", thing_key=slug, form=form, language="de").code
    actions.confirm(by=NOBODY, at=asked, code=code)
    provider = access.LinkHolder(Side.PROVIDER, code)
    actions.answer(by=provider, at=asked + timedelta(days=2), code=code, text="Gern, wir rufen Sie an. (Beispiel)")
    case = actions.open_case_from_request(by=provider, at=asked + timedelta(days=9), code=code)
    reuser, since = access.LinkHolder(Side.REUSER, case.code), timezone.localdate(now - timedelta(days=10))
    actions.report_step(
        by=reuser, at=now, code=case.code, report=StepReport("in_operation", since), version=case.version
    )
    actions.add_lesson(
        by=reuser,
        at=now,
        code=case.code,
        helped="Die gute Dokumentation (Beispiel).",
        hindered="",
        advice="Früher mit dem Personalrat sprechen.",
        public=True,
    )


def _call(slug: str, now: datetime) -> None:
    """An open call with pitches in every state, reviews, and a prize; reviewer and jury have links without a mailbox."""
    content = CallContent(
        text="Fiktives Beispiel: Zeigen Sie in **drei Minuten**, was andere übernehmen können.",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=60),
        places=3,
        slides_until=now + timedelta(days=90),
        criteria=(("Übertragbarkeit", "Können andere es übernehmen?", 3), ("Wirkung", "", 2)),
        topics=("Daten (Beispiel)", "Verkehr (Beispiel)"),
    )
    calls.save_call(by=SYSTEM, at=now, slug=slug, content=content, blind=False)
    reviewer = occasions.add_crew(by=SYSTEM, at=now, slug=slug, role="reviewer", name="Beispiel Begutachtung")
    occasions.add_crew(by=SYSTEM, at=now, slug=slug, role="jury", name="Beispiel Jury")
    topics = [topic.slug for topic in reviewer.occasion.topics.all()]
    made = [
        pitches.hand_in_on_behalf(
            by=SYSTEM,
            at=now,
            slug=slug,
            given=Submission(
                content=PitchContent(
                    title=f"Beispielpitch {word}",
                    summary="Fiktives Beispiel in einem Satz.",
                    description="Fiktives Beispiel: was auf der Bühne gezeigt wird und wer es übernehmen kann.",
                    topic=topics[number % 2],
                    organisation_name="Beispielstadt",
                    needs=("sound",),
                    for_prize=True,
                ),
                people=(SpeakerContent(name=f"Beispiel Rednerin {word}"),),
            ),
        )
        for number, word in enumerate(("eins", "zwei", "drei", "vier"))
    ]
    marks = [str(criterion.pk) for criterion in reviewer.occasion.call.criteria.all()]
    holder = crew_by_token(link_token("crew", reviewer.code))
    assert holder is not None  # noqa: S101 - made above; tells the type checker
    for number, pitch in enumerate(made[:3]):
        given = dict.fromkeys(marks, 5 - number)
        reviews.write_review(by=holder, at=now, slug=slug, code=pitch.code, marks=given, comment="Gutes Beispiel.")
    selection.decide(by=SYSTEM, at=now, slug=slug, codes=[made[0].code], deed="accept")
    selection.decide(by=SYSTEM, at=now, slug=slug, codes=[made[1].code], deed="wait")
    selection.send_decisions(by=SYSTEM, at=now, slug=slug)
    link = congress_access.LinkHolder("pitch", made[0].link_code)
    selection.confirm(by=link, at=now, code=made[0].link_code, given=StageNeeds(needs=("sound",)))
    votes = Times(now - timedelta(hours=1), now + timedelta(days=1_000))
    prizes.save_prize(
        by=SYSTEM, at=now, slug=slug, name="Beispielpreis", donor="Beispielverein", jury=votes, audience=votes
    )


def _programme(slug: str, now: datetime, start: datetime) -> None:
    """Two stages with two slots, a plan with the confirmed pitch on stage, published; a copy to try something."""
    who: dict[str, Any] = {"by": SYSTEM, "at": now, "slug": slug}
    stages = [
        framing.save_stage(**who, fields={"name": name, "features": ["sound", "stepfree"]})
        for name in ("Große Bühne (Beispiel)", "Studio (Beispiel)")
    ]
    slugs = [stage.slug for stage in stages]
    grid = framing.Grid(first=start, minutes=60, pause=30, slots=2, stages=slugs, captions=True, sign_language=True)
    blocks = framing.make_blocks(**who, grid=grid)
    codes = list(stages[0].occasion.pitches.to_plan().values_list("code", flat=True))
    plan = programme.create_plan(**who)
    for number, code in enumerate(codes):
        params = {"pitch": code, "block": blocks[number % len(blocks)].slug, "index": 0}
        plan = programme.change_plan(**who, number=plan.number, revision=plan.revision, deed="place", params=params)
    publishing.publish(**who, number=plan.number, revision=plan.revision, note="Fiktives Beispiel.")
    programme.create_plan(**who, copy_of=plan.number, name="Versuch (Beispiel)")
