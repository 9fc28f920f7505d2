"""The rules of the standard, one group after the other, on a small invented file."""

from typing import Any

import pytest

from strahlkraft.reuse.publiccode import CATEGORIES, SCOPES, VERSIONS, check
from strahlkraft.reuse.publiccode.checking import MAX_FINDINGS
from tests.reuse.publiccode.samples import GONE, LONG, SAMPLE, advised, changed, report, said, written

pytestmark = pytest.mark.house
D = "description.de"
FAMILY = "👨‍👩‍👧‍👦"  # one character to a reader, seven code points


def test_a_file_that_is_right_gives_no_finding() -> None:
    found = report()
    assert (found.verdict, found.results, found.further, found.listed) == ("valid", (), (), True)
    assert found.document == SAMPLE


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_judged_and_older_ones_are_warned_about(version: str) -> None:
    old = [] if version in {"0", "0.7", "0.7.0"} else [("warning", "publiccodeYmlVersion", "version_old")]
    assert said(publiccodeYmlVersion=version) == old


@pytest.mark.parametrize(
    ("version", "code", "line"),
    [
        ("0.1", "version_unsupported", 0),
        ("1", "version_unsupported", 0),
        (0, "version_type", 1),
        (0.4, "version_type", 1),
    ],
)
def test_a_version_that_is_not_ends_the_reference_but_not_us(version: object, code: str, line: int) -> None:
    found = report(publiccodeYmlVersion=version, name=GONE)
    assert [(one.key, one.code, one.line) for one in found.results] == [("publiccodeYmlVersion", code, line)]
    assert [(one.key, one.code) for one in found.further] == [("name", "missing")]


REQUIRED = [
    ("name", "name"),
    ("url", "url"),
    ("platforms", "platforms"),
    ("developmentStatus", "developmentStatus"),
    ("softwareType", "softwareType"),
    ("description", "description"),
    ("description__de__shortDescription", f"{D}.shortDescription"),
    ("description__de__longDescription", f"{D}.longDescription"),
    ("description__de__features", f"{D}.features"),
    ("legal__license", "legal.license"),
    ("maintenance__type", "maintenance.type"),
    ("localisation__localisationReady", "localisation.localisationReady"),
    ("localisation__availableLanguages", "localisation.availableLanguages"),
]


@pytest.mark.parametrize(("name", "key"), REQUIRED)
@pytest.mark.parametrize("value", [GONE, None])
def test_a_required_key_that_is_missing_or_null_is_named(name: str, key: str, value: object) -> None:
    assert said(**{name: value}) == [("error", key, "missing")]


RIGHT: list[tuple[str, list[Any]]] = [
    ("name", [42, " ", "2026-01-31", True]),
    ("url", ["ssh://git@example.org/a", "ftp://example.org/a", "mailto:a@example.org", "https://example.org/ä?b=c#d"]),
    ("landingURL", ["http://example.org", None]),
    ("isBasedOn", ["https://example.org/a", ["https://example.org/a", "svn://example.org/b"], []]),
    ("softwareVersion", [1.0, "dev", None]),
    ("releaseDate", ["2024-02-29", None]),
    ("logo", ["docs/logo.svg", "https://example.org/logo.png"]),
    ("platforms", [["web", "Windows 3.11"]]),
    ("categories", [list(CATEGORIES), [], None]),
    ("usedBy", [["Musterstadt"] * 5202]),
    ("fundedBy", [[{"uri": "https://example.org"}, {"uri": "urn:isbn:0451450523", "name": "Beispiel"}], []]),
    ("organisation", [{"uri": "https://example.org"}, {"uri": "urn:x-italian-pa:c_a000"}]),
    ("supports", [[{"id": "alias:gdpr"}, {"id": "https://example.org/a"}, {"id": "urn:lex:beispiel"}], []]),
    ("intendedAudience", [{"countries": ["DE", "XK", "NO"], "unsupportedCountries": ["AT"], "scope": list(SCOPES)}]),
    ("legal__license", ["mit", "agpl-3.0", "MPL-2.0+", "EUPL-1.2-or-later", "(MIT OR Apache-2.0) AND LicenseRef-x"]),
    ("legal__license", ["MIT WITH Bison-exception-2.2", "DocumentRef-a:LicenseRef-b"]),
    ("legal__mainCopyrightOwner", ["Musterstadt"]),
    ("maintenance", [{"type": "none"}, {"type": "internal", "contacts": []}]),
    ("maintenance", [{"type": "contract", "contractors": [{"name": "Beispiel", "until": "2001-01-01"}]}]),
    (
        "maintenance__contacts",
        [[{"name": "B", "email": mail} for mail in ("ä@example.org", "a+b@bücher.example", None)]],
    ),
    ("maintenance__contacts", [[{"name": "B", "phone": 4930123}]]),
    (
        "localisation__availableLanguages",
        [
            [
                "DE",
                "de-CH-1996",
                "zh-Hant-TW",
                "sl-IT-nedis",
                "fil",
                "ger",
                "x-klingon",
                "i-klingon",
                "en-u-ca-gregory",
                "iw",
            ]
        ],
    ),
    (
        "dependsOn",
        [{"open": [{"name": "A", "versionMin": 1.1, "optional": True}], "hardware": [], "proprietary": None}],
    ),
    ("description__de__shortDescription", ["x" * 150, FAMILY * 150]),
    ("description__de__longDescription", ["x" * 150, " " * 149 + "x", "x" * 10_000, FAMILY * 150]),
    ("description__de__features", [[""], ["x" * 5000]]),
    ("description__de__documentation", ["https://example.org/doc", None]),
    (
        "description__de__videos",
        [["https://www.youtube.com/watch?v=1", "https://youtu.be/1", "https://vimeo.com/1"], []],
    ),
    ("description__de__screenshots", [["docs/a.png", "https://example.org/a.jpg"]]),
]


@pytest.mark.parametrize(("name", "values"), RIGHT, ids=[f"{name}-{number}" for number, (name, _) in enumerate(RIGHT)])
def test_what_the_reference_accepts_is_right(name: str, values: list[Any]) -> None:
    assert [said(**{name: value}) for value in values] == [[] for _ in values]


WRONG: list[tuple[str, Any, str, str]] = [
    ("url", "example.org/a/b", "url", "not_address"),
    ("url", "example.org/a", "url", "not_address"),
    ("landingURL", "", "landingURL", "not_web_address"),
    ("landingURL", "ftp://example.org", "landingURL", "not_web_address"),
    ("roadmap", "https://", "roadmap", "not_web_address"),
    ("isBasedOn", "foobar", "isBasedOn[0]", "not_address"),
    ("isBasedOn", ["https://example.org", ""], "isBasedOn[1]", "not_address"),
    ("releaseDate", "", "releaseDate", "not_date"),
    ("releaseDate", "2023-02-29", "releaseDate", "not_date"),
    ("releaseDate", "2023-02-28T10:00:00Z", "releaseDate", "not_date"),
    ("logo", "/logo.svg", "logo", "not_repository_path"),
    ("logo", "file:///logo.svg", "logo", "not_repository_path"),
    ("platforms", [], "platforms", "missing"),
    ("categories", ["Office"], "categories[0]", "not_one_of_similar"),
    ("categories", ["quantenphysik"], "categories[0]", "not_category"),
    ("fundedBy", [{"name": "Beispiel"}], "fundedBy[0].uri", "missing"),
    ("organisation", {"uri": "1"}, "organisation.uri", "not_identifier"),
    ("organisation", {"uri": "urn:x"}, "organisation.uri", "not_identifier"),
    ("organisation", {"uri": "urn:x-italian-pa:no such body"}, "organisation.uri", "not_italian_body"),
    ("developmentStatus", "done", "developmentStatus", "not_one_of"),
    ("softwareType", "standalone", "softwareType", "not_one_of_similar"),
    ("supports", [{"id": "alias:ozg"}], "supports[0].id", "not_alias"),
    ("supports", [{"id": "99102001"}], "supports[0].id", "not_identifier"),
    ("supports", [{"id": "mailto:a@example.org"}], "supports[0].id", "not_identifier"),
    ("supports", [{}], "supports[0].id", "missing"),
    ("intendedAudience", {"countries": ["De"]}, "intendedAudience.countries[0]", "not_country"),
    ("intendedAudience", {"countries": ["DE", "UK"]}, "intendedAudience.countries[1]", "not_country"),
    ("intendedAudience", {"unsupportedCountries": [""]}, "intendedAudience.unsupportedCountries[0]", "not_country"),
    ("intendedAudience", {"scope": ["sience"]}, "intendedAudience.scope[0]", "not_one_of_similar"),
    ("description__de__shortDescription", "x" * 151, f"{D}.shortDescription", "too_long"),
    ("description__de__shortDescription", FAMILY * 151, f"{D}.shortDescription", "too_long"),
    ("description__de__longDescription", FAMILY * 149, f"{D}.longDescription", "too_short"),
    ("description__de__longDescription", "x" * 10_001, f"{D}.longDescription", "too_long"),
    ("description__de__features", [], f"{D}.features", "missing"),
    ("description__de__apiDocumentation", "", f"{D}.apiDocumentation", "not_web_address"),
    ("description__de__videos", ["https://youtube.com/watch?v=1"], f"{D}.videos[0]", "not_video"),
    ("description__de__screenshots", ["/a.png"], f"{D}.screenshots[0]", "not_repository_path"),
    ("legal__license", "NONE", "legal.license", "not_licence"),
    ("legal__license", "MIT or Apache-2.0", "legal.license", "not_licence"),
    ("legal__license", "EUPL 1.2", "legal.license", "not_licence_similar"),
    ("legal__license", "MIT,Apache-2.0", "legal.license", "not_licence"),
    ("legal__license", "(MIT", "legal.license", "not_licence_similar"),
    ("maintenance__type", "gemeinsam", "maintenance.type", "not_one_of"),
    ("maintenance__contacts", GONE, "maintenance.contacts", "needs_contacts"),
    ("maintenance__contacts", [{}], "maintenance.contacts[0].name", "missing"),
    ("maintenance__contractors", [], "maintenance.contractors", "no_contractors"),
    ("maintenance", {"type": "contract"}, "maintenance.contractors", "needs_contractors"),
    ("localisation__availableLanguages", ["de_DE"], "localisation.availableLanguages[0]", "not_language"),
    ("localisation__availableLanguages", ["de", "deu"], "localisation.availableLanguages[1]", "not_language"),
    ("localisation__availableLanguages", ["sr-lat"], "localisation.availableLanguages[0]", "not_language"),
    ("localisation__availableLanguages", ["ua"], "localisation.availableLanguages[0]", "not_language"),
    ("dependsOn", {"open": [{"version": "1"}]}, "dependsOn.open[0].name", "missing"),
    ("IT", {"countryExtensionVersion": "3"}, "IT.countryExtensionVersion", "not_one_of"),
    ("IT", {"riuso": {"codiceIPA": "no such body"}}, "IT.riuso.codiceIPA", "not_italian_body"),
]


@pytest.mark.parametrize(("name", "value", "key", "code"), WRONG)
def test_what_the_reference_refuses_is_an_error(name: str, value: object, key: str, code: str) -> None:
    assert said(**{name: value}) == [("error", key, code)]


@pytest.mark.parametrize(
    "mail", ["", "a@localhost", "A <a@example.org>", "a@example.org ", "a@b@example.org", "a.example"]
)
def test_a_mail_address_is_one_bare_address(mail: str) -> None:
    key = "maintenance.contacts[0].email"
    assert said(maintenance__contacts=[{"name": "B", "email": mail}]) == [("error", key, "not_email")]


def test_a_contractor_says_until_when_and_is_looked_at_only_with_a_contract() -> None:
    contractors = [{"name": "Beispiel", "until": "bald", "website": "example.org"}]
    assert said(maintenance={"type": "contract", "contractors": contractors}) == [
        ("error", "maintenance.contractors[0].until", "not_date"),
        ("error", "maintenance.contractors[0].website", "not_web_address"),
    ]
    assert said(maintenance={"type": "none", "contractors": contractors}) == [
        ("error", "maintenance.contractors", "no_contractors")
    ]


def test_a_language_nobody_knows_hides_the_description_from_the_reference_but_not_from_us() -> None:
    found = report(description={"german": {"shortDescription": "x", "longDescription": LONG, "features": []}})
    assert [(one.key, one.code) for one in found.results] == [("description", "not_language")]
    assert [(one.key, one.code) for one in found.further] == [
        ("description.german", "not_language"),
        ("description.german.features", "missing"),
    ]


def test_a_video_that_is_no_address_is_told_twice_as_the_reference_does() -> None:
    assert said(description__de__videos=["film"]) == [
        ("error", f"{D}.videos[0]", "not_web_address"),
        ("error", f"{D}.videos[0]", "not_video"),
    ]


OLD: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"monochromeLogo": "a.svg"}, [("monochromeLogo", "old_monochrome_logo")]),
    ({"intendedAudience": {"countries": ["de"]}}, [("intendedAudience.countries[0]", "old_country")]),
    ({"legal__authorsFile": "AUTHORS"}, [("legal.authorsFile", "old_authors_file")]),
    ({"legal__repoOwner": "Musterstadt"}, [("legal.repoOwner", "old_repo_owner")]),
    ({"inputTypes": ["text/plain"]}, [("inputTypes", "old_key")]),
    ({"outputTypes": ["text/plain"]}, [("outputTypes", "old_key")]),
    ({"description__de__genericName": "Beispiel"}, [(f"{D}.genericName", "old_key")]),
    ({"IT": {"conforme": {"gdpr": True}}}, [("IT.conforme", "old_conforme")]),
    ({"IT": {"riuso": {"codiceIPA": "c_a000"}}}, [("IT.riuso.codiceIPA", "old_italian_body")]),
    ({"it": {"conforme": {}}}, [("it", "old_small_it"), ("IT.conforme", "old_conforme")]),
]


@pytest.mark.parametrize(("changes", "expected"), OLD)
def test_what_is_out_of_use_is_a_warning(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert said(**changes) == [("warning", key, code) for key, code in expected]
    assert report(**changes).verdict == "warning"


def test_a_wrong_italian_code_is_named_where_it_stands() -> None:
    assert said(it={"riuso": {"codiceIPA": "no such body"}}) == [
        ("error", "it.riuso.codiceIPA", "not_italian_body"),
        ("warning", "it", "old_small_it"),
    ]


def test_the_country_section_in_both_spellings_is_an_error() -> None:
    assert said(IT={"piattaforme": {"spid": True}}, it={}) == [
        ("warning", "it", "old_small_it"),
        ("error", "it", "both_it"),
    ]


TYPES: list[tuple[str, Any, str, list[str]]] = [
    ("name", ["a"], "wrong_type_text", ["name"]),
    ("legal", [], "wrong_type_map", ["legal.license"]),
    ("usedBy", "Musterstadt", "wrong_type_list", []),
    ("isBasedOn", {"a": "b"}, "wrong_type_text_or_list", []),
    (
        "localisation__localisationReady",
        "ja",
        "wrong_type_boolean",
        ["localisation.localisationReady", "localisation.availableLanguages"],
    ),
    ("legal__licence", "MIT", "unknown_key_similar", ["legal.license"]),
    ("x-eigenes", {"a": 1}, "unknown_top_key", []),
    ("de", {"leika": []}, "unknown_country", []),
    ("shortDescription", "x", "misplaced_key", []),
]


@pytest.mark.parametrize(("name", "value", "code", "missing"), TYPES)
def test_a_fault_hides_its_section_from_the_reference(name: str, value: object, code: str, missing: list[str]) -> None:
    results = said(**{name: value})
    assert [found[2] for found in results[:1]] == [code]
    assert results[1:] == [("error", key, "missing") for key in missing]


def test_all_faults_are_told_although_the_reference_stops_at_the_first() -> None:
    changes: dict[str, Any] = {"usedBy": "x", "x-a": 1, "x-b": 2, "legal__x": 1, "description__de__awards": {}}
    found = report(**changes)
    assert [(one.key, one.code) for one in found.results] == [
        ("usedBy", "wrong_type_list"),
        ("description", "missing"),
        ("legal.license", "missing"),
    ]
    assert {(one.key, one.code) for one in found.further} == {
        (f"{D}.awards", "wrong_type_list"),
        ("legal.x", "unknown_key"),
        ("x-a", "unknown_top_key"),
        ("x-b", "unknown_top_key"),
    }


ADVICE: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"platforms": "web"}, ("platforms", "platforms_as_text")),
    (
        {"description__en": {"shortDescription": "x", "longDescription": LONG}},
        ("description.en.features", "one_language_is_enough"),
    ),
    ({"description__de__videos": ["https://media.ccc.de/v/1"]}, (f"{D}.videos[0]", "video_allowed_by_text")),
    ({"fundedBy": [{"name": "Beispiel"}]}, ("fundedBy[0].uri", "funder_by_name")),
    ({"maintenance__contacts": []}, ("maintenance.contacts", "empty_contacts")),
    ({"localisation__localisationReady": "no"}, ("localisation.localisationReady", "old_boolean")),
    ({"logo": "logo.webp"}, ("logo", "picture_format")),
    ({"description__de__screenshots": ["a.jpeg"]}, (f"{D}.screenshots[0]", "picture_format")),
    ({"IT": {"piattaforme": {"spid": True}}}, ("IT", "old_italy")),
]


@pytest.mark.parametrize(("changes", "expected"), ADVICE)
def test_where_text_and_reference_differ_there_is_advice(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert ("hint", *expected) in advised(**changes)


def test_a_finding_stands_where_its_key_stands() -> None:
    text = (
        b'# Beispiel\npubliccodeYmlVersion: "0.4"\nlegal:\n  repoOwner: x\nmaintenance:\n  contacts:\n    - email: a\n'
    )
    assert [(one.key, one.line, one.column) for one in check(text).results] == [
        ("publiccodeYmlVersion", 2, 1),
        ("name", 2, 1),
        ("url", 2, 1),
        ("platforms", 2, 1),
        ("developmentStatus", 2, 1),
        ("softwareType", 2, 1),
        ("description", 2, 1),
        ("legal.license", 4, 3),
        ("maintenance.type", 6, 3),
        ("maintenance.contacts[0].name", 7, 7),
        ("maintenance.contacts[0].email", 7, 7),
        ("localisation.localisationReady", 0, 0),
        ("localisation.availableLanguages", 0, 0),
        ("legal.repoOwner", 4, 3),
    ]


@pytest.mark.parametrize(
    ("data", "listed"),
    [
        (b"name: x", True),
        (b"url: https://example.org", True),
        (b"name: 42", True),
        (b"name: ' '", False),
        (b"a: b", False),
        (b"", False),
        (b"name: [a]", False),
    ],
)
def test_a_name_or_an_address_is_enough_to_be_listed(data: bytes, *, listed: bool) -> None:
    assert check(data).listed is listed


def test_findings_without_end_are_cut() -> None:
    found = check(written(changed(categories=[f"k{number}" for number in range(3000)])))
    assert len(found.results) == MAX_FINDINGS
