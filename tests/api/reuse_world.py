"""A small invented world of reuse, with things that are public and things that must never leave."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from strahlkraft.kernel.slug import slugify
from strahlkraft.network.models import Organisation
from strahlkraft.projects.models import FieldOfAction, Project
from strahlkraft.reuse import actions
from strahlkraft.reuse.actions._shared import index_offers, index_software
from strahlkraft.reuse.models import (
    OfferEffort,
    OfferKey,
    OfferPaper,
    OfferProduct,
    Publisher,
    ReadinessRun,
    ReuseCase,
    ReuseOffer,
    Software,
)
from tests.factories.network import MunicipalityFactory
from tests.factories.reuse import (
    CaseFactory,
    DraftOfferFactory,
    OfferFactory,
    RequestFactory,
    SoftwareFactory,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

# What was planted where no open export may find it.
SECRETS = (
    "geheim.anfrage@beispielstadt.example",
    "Petra Geheimperson",
    "Geheime Nachricht der Anfrage",
    "Geheime Antwort an die Anfrage",
    "geheim.angebot@beispiel.example",
    "geheim.antwort@beispiel.example",
    "Geheimer Bearbeiter",
    "Geheimhausen",
    "Geheimer Schritt",
    "Geheime Lehre",
    "Geheimer Entwurf",
    "Geheimer Abbruch",
    "geheim.kontakt@beispiel.example",
    "Karl Geheimkontakt",
    "+49 555 47114711",
    "geheim.firma@beispiel.example",
    "Geheimfirma Inhaber",
    "geheim.unbekannt@beispiel.example",
)


@dataclass(frozen=True)
class World:
    """What there is; ``draft``, ``merged`` and ``secret_case`` are not public."""

    offer: ReuseOffer
    concept: ReuseOffer
    draft: ReuseOffer
    run: ReadinessRun
    software: Software
    merged: Software
    case: ReuseCase
    named: ReuseCase
    secret_case: ReuseCase
    project: Project

    def more(self) -> None:
        """Two more of everything public."""
        offers = [_an_offer(title, self.offer.caretaker) for title in ("Auch ein Beispiel", "Zweites Beispiel")]
        for offer in offers:
            CaseFactory(offer=offer, state="in_operation", confirmed_at=NOON)
            actions.check_thing(at=NOON, thing=offer)
        rows = [_software(name) for name in ("Beispieldienst A", "Beispieldienst B")]
        for row in rows:
            actions.check_thing(at=NOON, thing=row)


def a_world() -> World:
    """Make it; the search knows of it."""
    caretaker = Organisation.objects.create(
        slug="beispielverein", name="Beispielverein", kind="association", seat=MunicipalityFactory()
    )
    offer = _an_offer("Beispielhafte Terminvergabe", caretaker)
    offer.project.fields_of_action.add(FieldOfAction.objects.create(slug="beispielfeld", name="Beispielfeld"))
    draft = DraftOfferFactory(title="Geheimer Entwurf", slug="verdeckt", kind="guide")
    concept = OfferFactory(title="Beispielkonzept", slug="beispielkonzept", kind="concept")
    request = _a_request(offer)
    case = CaseFactory(
        offer=offer,
        request=request,
        origin="request",
        state="in_operation",
        state_since="2026-02-01",
        confirmed_at=NOON,
        modules="Kalender",
    )
    case.steps.create(state="in_operation", on="2026-02-01", side="reuser", note="Geheimer Schritt", reported_at=NOON)
    case.lessons.create(side="reuser", helped="Kurze Wege halfen.", public=True, written_at=NOON)
    case.lessons.create(side="provider", hindered="Geheime Lehre", public=False, written_at=NOON)
    project = concept.project
    named = CaseFactory(
        offer=None,
        project=project,
        origin="source",
        state="named",
        source=project.source_links.get().source,
        municipality=None,
        stated_name="Stadt Beispielstadt",
        wording="nutzt es nach",
    )
    secret_case = CaseFactory(
        offer=offer,
        municipality=MunicipalityFactory(name="Geheimhausen", official_name="Geheimhausen, Stadt"),
        state="dropped",
        end_reason="other",
        end_text="Geheimer Abbruch",
    )
    software = _software("Beispielsuche", verdict="error", document=_document())
    software.addresses.create(url="https://spiegel.example/beispielsuche", kind="mirror", seen_at=NOON)
    merged = _software("Beispielsuche (Kopie)", merged_into=software, merge_reason="Spiegel")
    ReadinessRun.objects.create(
        offer=offer, level="findable", findings=[], digest="", current=False, checked_at=NOON, confirmed_at=NOON
    )
    run = actions.check_thing(at=NOON, thing=offer)
    actions.check_thing(at=NOON, thing=software)
    index_offers([concept, draft])
    index_software([merged])
    return World(offer, concept, draft, run, software, merged, case, named, secret_case, project)


def _an_offer(title: str, caretaker: Organisation | None) -> ReuseOffer:
    offer = OfferFactory(
        title=title,
        kind="software",
        licence="EUPL-1.2",
        repository_url="https://git.example/beispiel/termine",
        languages=["de"],
        platforms=["web"],
        size_classes=["small_town"],
        mailbox="geheim.angebot@beispiel.example",
        caretaker=caretaker,
        publiccode={
            "publiccodeYmlVersion": "0",
            "maintenance": {"contacts": [{"name": "Karl Geheimkontakt", "email": "geheim.kontakt@beispiel.example"}]},
        },
    )
    OfferProduct.objects.create(offer=offer, name="Beispieldatenbank", proprietary="no")
    OfferEffort.objects.create(
        offer=offer, introduction_days=5, yearly_cost=1200, year=2025, stated_by="Beispielverein"
    )
    OfferKey.objects.create(offer=offer, scheme="leika", key="99089002000000")
    OfferPaper.objects.create(offer=offer, title="Handbuch", url="https://beispiel.example/handbuch", kind="operation")
    return offer


def _a_request(offer: ReuseOffer) -> object:
    request = RequestFactory(
        offer=offer,
        municipality=MunicipalityFactory(name="Beispielhausen"),
        need="Geheime Nachricht der Anfrage",
        mailbox="geheim.anfrage@beispielstadt.example",
        person="Petra Geheimperson",
        provider_mailbox="geheim.antwort@beispiel.example",
    )
    request.messages.create(side="provider", text="Geheime Antwort an die Anfrage", written_at=NOON)
    return request


def _software(name: str, **more: object) -> Software:
    publisher, _made = Publisher.objects.get_or_create(
        slug="beispielgruppe", name="Beispielgruppe", url="https://git.example/beispielgruppe", forge="gitlab"
    )
    home = f"https://git.example/beispiel/{slugify(name)}"
    return SoftwareFactory(
        name=name,
        identity=home,
        repository_url=home,
        publisher=publisher,
        publisher_name="Beispielgruppe",
        country="DE",
        licence="EUPL-1.2",
        languages=["de"],
        platforms=["web"],
        summary_de="Sucht Beispiele.",
        checked_on=date(2026, 3, 1),
        findings=[
            {
                "level": "error",
                "key": "maintenance.contacts[0].email",
                "code": "not_mail",
                "params": {"value": "geheim.unbekannt@beispiel.example"},
                "line": 12,
                "column": 5,
            }
        ],
        **more,
    )


def _document() -> dict[str, object]:
    """A file as somebody wrote it, with people in it: the importer drops them, the exports must as well."""
    return {
        "publiccodeYmlVersion": "0",
        "name": "Beispielsuche",
        "url": "https://git.example/beispiel/suche",
        "platforms": ["web"],
        "developmentStatus": "stable",
        "softwareType": "standalone/web",
        "description": {"de": {"shortDescription": "Sucht Beispiele.", "features": ["Suche"]}},
        "legal": {"license": "EUPL-1.2"},
        "localisation": {"localisationReady": True, "availableLanguages": ["de"]},
        "maintenance": {
            "type": "contract",
            "contacts": [
                {
                    "name": "Karl Geheimkontakt",
                    "email": "geheim.kontakt@beispiel.example",
                    "phone": "+49 555 47114711",
                    "affiliation": "Beispielverein",
                }
            ],
            "contractors": [
                {"name": "Geheimfirma Inhaber", "email": "geheim.firma@beispiel.example", "until": "2027-01-01"}
            ],
        },
        "x-kontakt": "geheim.unbekannt@beispiel.example",
    }
