"""What open exports may say: the one table. A field that is not here may not leave; whoever adds one adds it here,

after asking whether it can name a person who did not agree to be public. Names only: a field with the same name means
the same kind of thing everywhere.
"""

_PAGE = "count limit offset results"
_OFFER = (
    "identifier slug url title kind label summary description target_groups scope transfer_value stakeholders"
    " best_practice legal_basis licence repository_url landing_url development_status finished last_change last_release"
    " in_operation in_operation_since small_towns size_classes languages platforms standards procurement"
    " data_protection_url accessibility_url products efforts keys papers project region fields_of_action caretaker"
    " superseded readiness version published_at changed_at"
)
_SOFTWARE = (
    "slug url name publisher country repository_url landing_url licence development_status software_type"
    " software_version release_date platforms languages categories based_on summary_de summary_en own_words verdict"
    " checked_on origin source_url source_note read_on last_change_on archived gone readiness changed_at"
)
_MUNICIPALITY = (
    "key regional_key name official_name kind url state_key state district_key district postcode area_km2 population"
    " size latitude longitude as_of dissolved successor_key projects"
)
_SOURCE = "key url publisher title read_on page projects events facts"
_FACT = "field label amount unit date text approximate qualifier as_of preferred sources"

# Shapes of the read API.
SHAPES: dict[str, str] = {
    "Address": "url kind label",
    "Answer": "query results",
    "Change": "sequence at verb label kind key title url",
    "ChangePage": _PAGE,
    "Contact": "mailbox website",  # of a region's office, never of a person
    "Contradiction": "statement",
    "DisputedField": "field label values",
    "Document": "title url media_type size credit",
    "Effort": "size_class introduction_days introduction_cost yearly_days yearly_cost year stated_by",
    "Event": (
        "slug name url date format venue organisers hosts mode starts_at ends_at cancelled demonstration blocks notes"
        " facts sources"
    ),
    "EventHost": "name organisation role",
    "EventPage": _PAGE,
    "Evidence": "kind link fact on",
    "Fact": _FACT,
    "FactPage": _PAGE,
    "FieldOfAction": "slug name",
    "Figure": "name label value unit rests_on of approximate",
    "FigurePage": _PAGE,
    "FileFinding": "level key code line column",
    "Finding": "criterion label verdict reason remedy by checked_on evidence",
    "Found": "kind title url score why",
    "Lesson": "side helped hindered advice",
    "LevelChange": "level before at",
    "Licence": "state label wording",
    "Median": "value n",
    "Member": "role organisation",
    "Municipality": _MUNICIPALITY,
    "MunicipalityDetail": f"{_MUNICIPALITY} roles organisations predecessors",
    "MunicipalityPage": _PAGE,
    "MunicipalityRef": "key name url",
    "Offer": _OFFER,
    "OfferDetail": f"{_OFFER} versions findings figures reuses",
    "OfferPage": _PAGE,
    "OfferRef": "identifier slug title url",
    "OfferReplacement": "offer note",
    "Organisation": "slug name kind label url municipality district_key seat regions projects",
    "OrganisationPage": _PAGE,
    "OrganisationRef": "slug name kind url municipality_key district_key seat_key",
    "Paper": "title url kind licence",
    "Participant": "stated_name organisation note",
    "Phase": "phase label planned actual",
    "PresupposedProduct": "name proprietary alternative",
    "Problem": "type title status detail errors",
    "Programme": "slug name abbreviation url start original_end end facts",
    "Project": (
        "identifier slug url title title_confirmed aliases kind summary benefit unique_feature notes fields_of_action"
        " result_kinds region also_regions parent subprojects superseded lead partners contact reusers truths phases"
        " facts contradictions disputed licence funding_state counted_in_totals not_counted_because sources documents"
        " changed_at"
    ),
    "ProjectPage": _PAGE,
    "ProjectRef": "identifier slug title url",
    "Readiness": "about standing findings history",
    "Region": "slug name url government_district members contact projects funding facts",
    "RegionPage": _PAGE,
    "RegionRef": "slug name url",
    "Replacement": "project note",
    "Reuse": (
        "code url about municipality stated_name origin source state label since steps version_used modules"
        " operating_model pilot effort_days one_off_cost yearly_cost willing_to_talk end_reason lessons confirmed_at"
        " changed_at"
    ),
    "ReuseFigures": "requests answered refused waiting cases in_operation named days_to_answer days_to_reuse",
    "ReusePage": _PAGE,
    "ReuseStep": "state on side",
    "Roles": "lead partner reuser",
    "ServiceKey": "scheme key",
    "Software": _SOFTWARE,
    "SoftwareDetail": f"{_SOFTWARE} addresses file_findings findings reuses",
    "SoftwarePage": _PAGE,
    "Source": _SOURCE,
    "SourceDetail": f"{_SOURCE} used_by_projects used_by_events used_for",
    "SourcePage": _PAGE,
    "SourceRef": "key url publisher title page",
    "Standing": "level label checked_at",
    "SubjectFact": f"{_FACT} subject subject_key subject_name",
    "Sum": "amount known of approximate",
    "ThingRef": "kind key title url",
    "Truth": "value label since as_of wording source",
    "Truths": "formally_closed in_operation reusable",
    "Version": "number published_at note changed_fields",
    "WrongParameter": "parameter message",
}

# Shapes of the interface in the form of the Italian catalogue.
ITALIAN_SHAPES: dict[str, str] = {
    "CodeHosting": "url group createdAt updatedAt",
    "Links": "prev next",
    "Problem": "type title status detail errors",
    "Publisher": "id description codeHosting active alternativeId createdAt updatedAt",
    "PublisherList": "data links",
    "Software": "id url aliases publiccodeYml active createdAt updatedAt",
    "SoftwareList": "data links",
    "WrongParameter": "parameter message",
}

# Keys of a publiccode.yml we write: those of the standard, without what names people. Languages stand for themselves.
PUBLICCODE = (
    "publiccodeYmlVersion name applicationSuite url landingURL isBasedOn softwareVersion releaseDate logo platforms"
    " categories usedBy fundedBy uri roadmap developmentStatus softwareType supports id organisation intendedAudience"
    " countries unsupportedCountries scope description localisedName genericName shortDescription longDescription"
    " documentation apiDocumentation features screenshots videos awards legal license mainCopyrightOwner maintenance"
    " type contractors until website contacts affiliation localisation localisationReady availableLanguages dependsOn"
    " open proprietary hardware versionMin versionMax version optional"
)

# Columns of the tables (CSV; XLSX has the same).
TABLES: dict[str, str] = {
    "projects": (
        "identifier title title_confirmed region also_regions kind parent fields_of_action result_kinds lead partners"
        " reusers contact formally_closed formally_closed_since in_operation in_operation_as_of reusable status start"
        " end transferable_from funding_eur funding_approximate funding_sources total_cost_eur funding_state"
        " counted_in_totals licence_state licence contradictions aliases summary sources url changed_at"
    ),
    "regions": ("slug name government_district lead partners projects funding_eur funding_known funding_of url"),
    "organisations": "slug name kind municipality_key district_key seat_key regions leads takes_part reuses url",
    "municipalities": (
        "key regional_key name official_name kind state district_key district postcode area_km2 population size"
        " latitude longitude as_of successor_key projects url"
    ),
    "sources": "key publisher title url read_on projects events facts page",
    "facts": (
        "subject subject_key subject_name field label amount unit date text approximate qualifier as_of preferred sources"
    ),
    "events": (
        "slug name date format venue organisers mode starts_at ends_at cancelled demonstration notes sources url"
    ),
    "figures": "name label value unit rests_on of approximate",
    "changes": "sequence at label kind title url",
    "offers": (
        "identifier title kind summary licence level checked_at development_status in_operation small_towns"
        " size_classes products standards keys languages platforms procurement target_groups scope transfer_value"
        " stakeholders best_practice legal_basis repository_url landing_url papers project project_identifier region"
        " fields_of_action caretaker version published_at changed_at url"
    ),
    "software": (
        "slug name publisher country summary_de summary_en own_words licence development_status software_type"
        " software_version release_date platforms languages categories repository_url landing_url level verdict"
        " checked_on origin source_url read_on last_change_on archived gone changed_at url"
    ),
    "reuses": (
        "code stated_name municipality_key about_kind about_key about state label since origin source version_used"
        " modules operating_model pilot effort_days one_off_cost yearly_cost willing_to_talk end_reason confirmed_at"
        " changed_at url"
    ),
}

_PLAIN = "kind title summary what licence status repository publisher project region country readiness changed url"
_JSON_FEED = "version title home_page_url feed_url items id url content_text date_modified"
_ATOM = "feed title link id updated subtitle entry summary"
_BADGE = "schemaVersion label message color level checked_on url"

# Every other export by its route: names of fields, of elements, or of columns.
EXPORTS: dict[str, str] = {
    "angebote/liste.csv": _PLAIN,
    "angebote/liste.json": f"count items {_PLAIN}",
    "angebote/feed.atom": _ATOM,
    "angebote/feed.json": _JSON_FEED,
    **{f"{place}/<slug:slug>/bereitschaft.json": _BADGE for place in ("angebote", "projekte", "software")},
    **{
        f"{place}/<slug:slug>/bereitschaft.svg": "svg title g rect text circle path"
        for place in ("angebote", "projekte", "software")
    },
    # An offer's own file names its function mailbox as its contact.
    "angebote/<slug:slug>/publiccode.yml": f"{PUBLICCODE} email",
    "software/<slug:slug>/publiccode.yml": PUBLICCODE,
    "einbetten/kommunen/<str:key>.json": "municipality key name url items kind title summary what licence",
    "aktuelles/feed.atom": _ATOM,
    "aktuelles/feed.json": _JSON_FEED,
    ".well-known/strahlkraft": "format version name uri catalogue public_key",
    "api/v1/federation/catalogue.json": (
        "format version instance uri name public_key sequence generated_at entries next signature kind title summary url"
        " licence repository result_kind size_classes languages publisher municipality_key readiness_level modified"
        " withdrawn"
    ),
    "sitemap.xml": "urlset url loc lastmod link",
    "sitemap-neues.xml": "urlset url loc news publication name language publication_date title",
}

# Calendars: names of properties.
_CALENDAR = (
    "BEGIN END VERSION PRODID CALSCALE METHOD NAME X-WR-CALNAME X-WR-TIMEZONE REFRESH-INTERVAL X-PUBLISHED-TTL URL"
    " TZID TZNAME TZOFFSETFROM TZOFFSETTO RRULE UID DTSTAMP LAST-MODIFIED SEQUENCE SUMMARY DTSTART DTEND STATUS"
    " LOCATION DESCRIPTION CATEGORIES COLOR"
)

# The programme of an event: names of people stand in it as far as they agreed, their biography with them.
_PROGRAMME = (
    "abstract acronym attachments base_url biography code color conference date day day_end day_start days daysCount"
    " description duration end event events generator guid id index language links name participants person persons"
    " public_url role room rooms schedule slot slug speakers start state subtitle time_zone_name timeslot_duration title"
    " track tracks type url version"
)
_RUNNING_ORDER = (
    "date start end seconds stage block kind title people organisations topic mode language sign_language captions"
    " moderator cancelled code url"
)

# Exports of events and congresses, tested in test_congress_exports: every route with what it may say.
CONGRESS_EXPORTS: dict[str, str] = {
    "termine.ics": _CALENDAR,
    "termine/<slug:slug>.ics": _CALENDAR,
    "termine/region/<slug:slug>.ics": _CALENDAR,
    "termine/reihe/<slug:slug>.ics": _CALENDAR,
    **dict.fromkeys(
        [
            "termine/<slug:slug>/<pitch:key>.ics",
            "termine/<slug:slug>/programm.ics",
            "termine/<slug:slug>/programm/buehne/<slug:key>.ics",
            "termine/<slug:slug>/programm/meine.ics",
            "termine/<slug:slug>/programm/person/<uuid:guid>.ics",
            "termine/<slug:slug>/programm/thema/<slug:key>.ics",
        ],
        _CALENDAR,
    ),
    "termine/<slug:slug>/programm.csv": _RUNNING_ORDER,
    "termine/<slug:slug>/programm.xlsx": (
        "Abgesagt Adresse Art Auf_der_Bühne Beginn Block Bühne Datum Dauer Ende Es_spricht Gebärdensprache Kürzel"
        " Moderation Organisationen Sprache Thema Titel Untertitel"
    ),
    "termine/<slug:slug>/programm.xml": _PROGRAMME,
    "termine/<slug:slug>/programm/ohne-namen.xml": _PROGRAMME,
    "termine/<slug:slug>/programm.json": f"{_PROGRAMME} $schema Bühne_1 Bühne_2",
    "termine/<slug:slug>/programm/beitraege.json": _PROGRAMME,
    "termine/<slug:slug>/programm/giggity.json": (
        "end id links metadata refresh_interval schedules start timezone title url version"
    ),
    "termine/<slug:slug>/programm/hub.json": _PROGRAMME,
}

# What webhooks carry by kind of event, inside ``data``; around it stand ``type`` and ``timestamp``.
EVENTS: dict[str, str] = {
    "offer.published": "kind key url identifier title version result_kind",
    "offer.withdrawn": "kind key url identifier title",
    "software.listed": "kind key url name repository licence",
    "case.in_operation": "kind key url thing municipality_key municipality since",
    "readiness.changed": "kind key url title level changed",
}

# Predicates of the catalogue of open data.
DCAT = (
    "type title description publisher homepage language license themeTaxonomy issued modified dataset service"
    " identifier keyword theme contactPoint landingPage accessRights spatial politicalGeocodingLevelURI"
    " accrualPeriodicity distribution accessURL downloadURL format mediaType licenseAttributionByText conformsTo"
    " endpointURL endpointDescription page servesDataset name fn hasURL first firstPage previous previousPage next"
    " nextPage last lastPage totalItems itemsPerPage view"
)
