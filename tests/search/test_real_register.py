"""What people look for in the real register: found among the first, without noise, with reasons they can follow."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from strahlkraft.search import queries
from strahlkraft.search.rules import Query, Result, Why

Ask = Callable[[str], Result]


@pytest.fixture
def ask(real_register: Path, db: None, settings: Settings) -> Ask:
    """Search the projects of the real register."""
    settings.SEARCH_INDEX_DIR = real_register
    return lambda text: queries.search(Query(text, kinds=("project",), facets=("region",), limit=60))


@pytest.fixture
def ask_everything(real_register: Path, db: None, settings: Settings) -> Ask:
    """Search whatever there is."""
    settings.SEARCH_INDEX_DIR = real_register
    return lambda text: queries.search(Query(text, limit=60))


def keys(result: Result) -> list[str]:
    return [hit.key for hit in result.hits]


NEEDS = [
    ("Schlaglöcher automatisch erkennen", "strassenzustandserfassung-und-auswertung-ueber-ki"),
    ("Zustand unserer Straßen erfassen", "strassenzustandserfassung-und-auswertung-ueber-ki"),
    ("Temperaturen in der Stadt messen", "buergerwolke-soest"),
    ("vor Hitze warnen", "buergerwolke-soest"),
    ("Kita-Platz online vormerken", "digitale-buergerdienstleistungen-folgeantrag-zur-erweiterung-des-buergerportals"),
    (
        "Elternbeiträge digital einreichen",
        "digitale-buergerdienstleistungen-folgeantrag-zur-erweiterung-des-buergerportals",
    ),
    ("Unterhaltsvorschuss ohne Papier beantragen", "prozessdigitalisierung-kinder-jugend-familie-kijufa"),
    ("Hund anmelden und Steuer zahlen", "ausbau-des-digitalen-buergerportals-soest"),
    ("Mülltonne bestellen", "ausbau-des-digitalen-buergerportals-soest"),
    ("Grundsicherung im Internet beantragen", "online-beantragung-von-sozialleistungen"),
    ("Arztbriefe zwischen Kliniken austauschen", "digitale-gesundheitsplattform-owl"),
    ("Krankenhäuser und Praxen vernetzen", "digitale-gesundheitsplattform-owl"),
    ("Schülerfahrkarten beantragen", "das-digitale-schuelerticket"),
    ("Fahrkarte für den Schulweg", "das-digitale-schuelerticket"),
    ("freie Parkflächen mit Sensoren erkennen", "lorawan-pilotprojekt-delbrueck"),
    ("Wasserzähler aus der Ferne ablesen", "lorawan-pilotprojekt-delbrueck"),
    ("Ampeln nach Verkehrslage steuern", "schlosskreuzung-intelligente-verkehrsflussregelung"),
    ("Busse auf Bestellung im ländlichen Raum", "mobihell-mobil-am-hellweg"),
    ("Lastenräder und Carsharing buchen", "mobidig"),
    ("ohne Fahrkarte in den Bus einsteigen und mit dem Handy bezahlen", "big-bird-westfalen"),
    ("Ehrenamtliche und Vereine zusammenbringen", "ehrenamtinteraktiv"),
    ("freiwillige Helfer finden", "ehrenamtinteraktiv"),
    ("Mängel an die Stadt melden", "open-government-und-kommunikationsplattform"),
    ("Bürgerbeteiligung im Internet", "open-government-und-kommunikationsplattform"),
    ("Kirmes Standplatz bewerben", "online-bewerbungsverfahren-fuer-grossveranstaltungen"),
    ("Einbürgerung digital", "digitalisierung-im-auslaenderwesen"),
    ("Online-Dienste der Ausländerbehörde", "digitalisierung-im-auslaenderwesen"),
    ("elektronische Akte einführen", "verwaltungsweite-einfuehrung-des-digitalen-aktenplans"),
    ("digitale Unterlagen dauerhaft archivieren", "digitales-stadtarchiv"),
    ("Nachweise fälschungssicher mit Blockchain", "govchain-nrw"),
    ("Anmeldung ohne Passwort", "smartphone-buerger-id"),
    ("Kfz online anmelden", "serviceportal-kreis-paderborn"),
    ("Bauantrag online", "serviceportal-kreis-paderborn"),
    ("Termin im Bürgerbüro buchen", "digitales-buergerbuero-serviceportal-stadt-paderborn"),
    ("Drohnenbilder für die Feuerwehr", "inspire-integrierte-sicherheits-pilot-region"),
    ("Auslastung im Theater vorhersagen", "theaterlytics"),
    ("Händler in der Innenstadt ins Netz bringen", "smart-shopping-aachen"),
    ("Apps für Dörfer", "modellorte-fuer-digitalisierung-und-nachhaltigkeit"),
    ("Luft im Klassenzimmer messen", "smart-school"),
    ("Bewegung und Sport mit VR-Brille", "next-level-sports"),
    ("3D-Modell der Stadt", "3d-stadtmodell-soest"),
    ("Kaufpreise von Grundstücken erheben", "zeonline"),
    ("Kurse und Büchereien durchsuchen", "aachener-bildungsportal"),
    ("Report road damage", "strassenzustandserfassung-und-auswertung-ueber-ki"),
    ("Measure the city's climate", "buergerwolke-soest"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("need", "expected"), NEEDS)
def test_a_need_in_plain_words_finds_its_project_among_the_first_three(ask: Ask, need: str, expected: str) -> None:
    assert expected in keys(ask(need))[:3]


KITA = [
    "digitale-buergerdienstleistungen-folgeantrag-zur-erweiterung-des-buergerportals",
    "prozessdigitalisierung-kinder-jugend-familie-kijufa",
]
EXACTLY = [
    ("Parkplatz", ["lorawan-pilotprojekt-delbrueck"]),
    ("Kita", KITA),
    ("Hitze", ["buergerwolke-soest"]),
    ("Ampel", ["schlosskreuzung-intelligente-verkehrsflussregelung"]),
    ("Drohnen", ["inspire-integrierte-sicherheits-pilot-region"]),
    ("Kirmes", ["online-bewerbungsverfahren-fuer-grossveranstaltungen"]),
    ("Schlagloch", ["strassenzustandserfassung-und-auswertung-ueber-ki"]),
    ("Krankenhaus", ["digitale-gesundheitsplattform-owl"]),
    ("Fahrrad", ["mobidig"]),
    ("Feuerwehr", ["inspire-integrierte-sicherheits-pilot-region"]),
    ("Schülerticket", ["das-digitale-schuelerticket"]),
    ("Geodatne", ["3d-stadtmodell-soest", "geosmartchange"]),
    ("Friedhof", []),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("word", "expected"), EXACTLY)
def test_a_word_finds_exactly_what_it_means(ask: Ask, word: str, expected: list[str]) -> None:
    result = ask(word)
    assert sorted(keys(result)) == sorted(expected)
    assert result.total == len(expected)
    assert sum(result.facet_counts["region"].values()) == len(expected)


@pytest.mark.django_db
def test_counts_and_every_order_show_the_same_records(ask: Ask) -> None:
    result = ask("Sensoren in der Schule")
    by_title = queries.search(Query("Sensoren in der Schule", kinds=("project",), sort="title", limit=60))
    region = next(iter(result.facet_counts["region"]))
    filtered = queries.search(
        Query("Sensoren in der Schule", kinds=("project",), filters={"region": (region,)}, limit=60)
    )
    assert sorted(keys(by_title)) == sorted(keys(result))
    assert result.total == len(result.hits)
    assert filtered.total == len(filtered.hits) == result.facet_counts["region"][region]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Parkplatz", (Why("synonym", "Parkplatz", "Parkflächen"),)),
        ("Kita", (Why("word", "Kita", "Kita-Karte"),)),
        ("drohnen", (Why("word", "drohnen", "Drohnenbilder"),)),
        ("Ehrenamtt", (Why("spelling", "Ehrenamtt", "Ehrenamt"),)),
    ],
)
def test_the_reason_names_the_word_as_typed_and_as_written(ask: Ask, query: str, expected: tuple[Why, ...]) -> None:
    assert ask(query).hits[0].why == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Ehrenamtt", "Ehrenamt"),
        ("offene Geodatne", "offene Geodaten"),
        ("Kitaplätze", None),
        ("Kitalätze", None),
        ("Friedhof", None),
        ("Schule", None),
    ],
)
def test_did_you_mean_offers_real_words_only_for_unknown_ones(ask: Ask, query: str, expected: str | None) -> None:
    assert ask(query).did_you_mean == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "kind", "key"),
    [
        ("05974040", "municipality", "05974040-soest"),
        ("59494", "municipality", "05974040-soest"),
        ("Soest", "municipality", "05974040-soest"),
        ("paderborn", "municipality", "05774032-paderborn"),
        ("SK-0021", "project", None),
        ("BürgerWOLKE Soest", "project", "buergerwolke-soest"),
        ("Open Data – Weiterentwicklung der Open Data Strategie", "project", None),
        ("govchain nrw", "project", "govchain-nrw"),
    ],
)
def test_the_very_name_comes_first(ask_everything: Ask, query: str, kind: str, key: str | None) -> None:
    from strahlkraft.projects.models import Project  # noqa: PLC0415 - needs Django's apps, which conftest precedes

    first = ask_everything(query).hits[0]
    record = Project.objects.filter(identifier=query).first() or Project.objects.filter(title=query).first()
    assert (first.kind, first.key) == (kind, key or (record.slug if record else ""))


@pytest.mark.django_db
def test_suggestions_are_words_and_titles_of_the_register(ask: Ask) -> None:
    assert ask("").total > 0
    assert queries.suggest("Soe", kinds=("project",))[:2] == ["Soest", "BürgerWOLKE Soest"]
    assert queries.suggest("Serviceportal Kr", kinds=("project",)) == [
        "Serviceportal Kreis",
        "Serviceportal Kreativwirtschaft",
        "Serviceportal Kreis Paderborn",
    ]
