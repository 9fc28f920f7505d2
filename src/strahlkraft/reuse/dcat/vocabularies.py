"""The terms of the controlled vocabularies this product uses, by code.

Sources: DCAT-AP.de 3.0, section on controlled vocabularies (licences, levels of geocoding: GovData); Named Authority
Lists of the EU Publications Office (themes, file types, languages, frequencies).
"""

import re
from collections.abc import Mapping

EU = "http://publications.europa.eu/resource/authority/"
DE = "http://dcat-ap.de/def/"

THEMES = {
    code: f"{EU}data-theme/{code}"
    for code in "AGRI ECON EDUC ENER ENVI GOVE HEAL INTR JUST OP_DATPRO REGI SOCI TECH TRAN".split()
}
FORMATS = {
    code: f"{EU}file-type/{code}"
    for code in "ATOM CSV GEOJSON HTML JSON JSON_LD PDF RDF_TURTLE RDF_XML XLSX XML ZIP".split()
}
FREQUENCIES = {
    code: f"{EU}frequency/{code}" for code in "CONT DAILY WEEKLY MONTHLY QUARTERLY ANNUAL IRREG UNKNOWN".split()
}
LANGUAGES = {"de": f"{EU}language/DEU", "en": f"{EU}language/ENG"}
LEVELS = {
    code: f"{DE}politicalGeocoding/Level/{code}"
    for code in "international european federal state administrativeDistrict municipality".split()
}
LICENCES = {
    "CC0-1.0": f"{DE}licenses/cc-zero",
    "CC-BY-4.0": f"{DE}licenses/cc-by/4.0",
    "CC-BY-SA-4.0": f"{DE}licenses/cc-by-sa/4.0",
    "DL-DE-ZERO-2.0": f"{DE}licenses/dl-zero-de/2.0",
    "DL-DE-BY-2.0": f"{DE}licenses/dl-by-de/2.0",
    "LicenseRef-Destatis": f"{DE}licenses/other-open",  # free to pass on with its source named
}
WITH_ATTRIBUTION = {"CC-BY-4.0", "CC-BY-SA-4.0", "DL-DE-BY-2.0", "LicenseRef-Destatis"}
THEME_TAXONOMY = f"{EU}data-theme"
PUBLIC = f"{EU}access-right/PUBLIC"
PLACES = f"{DE}politicalGeocoding/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"

PLACE = re.compile(r"(?:stateKey|districtKey|municipalityKey|regionalKey)/[0-9]{2,12}")
MAILBOX = re.compile(r"[^\s@<>\"{}|\\^`?#/]+@[^\s@<>\"{}|\\^`?#/]+")
ADDRESS = re.compile(r"(?:https?://[^\s/<>\"{}|\\^`]+[^\s<>\"{}|\\^`]*|urn:[a-z0-9-]+:[^\s<>\"{}|\\^`]+)")


def term(vocabulary: Mapping[str, str], code: str) -> str:
    """The address of a term; raises ValueError naming the codes there are."""
    if code not in vocabulary:
        message = f"{code!r} is none of {', '.join(vocabulary)}"
        raise ValueError(message)
    return vocabulary[code]
