"""Which modules read bytes or texts in formats of others: the parser under which each is fuzzed, or why it needs none.

A value that begins with a dash is the reason why nothing of strangers comes there.
"""

import re

READS = re.compile(
    r"^(?:import|from) (?:openpyxl|yaml|ruamel|lxml|defusedxml|xml\.(?!sax\.saxutils)|zipfile import ZipFile|tarfile|tomllib|protego|"
    r"email import message|markdown_it import|html\.parser|filetype|pickle|marshal|xmltodict|feedparser|bs4|html5lib|pypdf|pikepdf|rdflib)"
    r"|\b(?:json\.loads?|ZipFile|csv\.(?:reader|DictReader)|Image\.open|parse_qsl?|decompress(?:obj)?|from_ical|load_workbook|"
    r"message_from_\w+|struct\.unpack(?:_from)?|ast\.literal_eval)\(",
    re.MULTILINE,
)
"""Imports and calls that read a format."""

_OURS = "- what this program wrote or ships"
_WRITES = "- writes the format only"
_SIGNED = "- a file whose first bytes are looked at; nothing of it is unpacked"
ALL = {
    "congress/formats/safe_xml.py": "schedule",
    "congress/formats/schedule_reading.py": "schedule",
    "congress/formats/submissions_csv.py": "submissions",
    "congress/planner/command.py": "instance",
    "design/richtext.py": "markdown",
    "funding/actions/_documents.py": "paper",
    "config/nodes.py": "- an address the operator of the machine writes down",
    "jobs/importing.py": "- a file the operator of the machine names",
    "jobs/keeping/archive.py": "- a backup the operator names, of which only sealed parts are read",
    "jobs/keeping/reading.py": "- the same, unpacked",
    "letters/bounces.py": "bounce",
    "network/municipality_file.py": "municipalities",
    "network/rules.py": "map",
    "newsroom/formats/drawing.py": "picture",
    "newsroom/formats/older_files.py": "older-site",
    "newsroom/formats/older_sites.py": "older-feed",
    "newsroom/rules/importing.py": "address",
    "office/views/portfolio.py": "- one question of at most 500 characters",
    "office/views/programme_import.py": "take-over",
    "projects/programme_file.py": "programme",
    "public/taking_part/door.py": "scans",
    "reuse/fetching/robots.py": "robots",
    "reuse/importers/forge.py": "github",
    "reuse/importers/gitea/__init__.py": "gitea",
    "reuse/importers/gitlab/__init__.py": "gitlab",
    "reuse/importers/plain/__init__.py": "list-of-addresses",
    "reuse/peering/canonical.py": "catalogue",
    "reuse/publiccode/formatting.py": "publiccode-format",
    "reuse/publiccode/reading.py": "publiccode",
    "stage/streaming/applause.py": "applause",
    "steering/sheets/reading.py": "workbook",
    **dict.fromkeys(
        (
            *("congress/actions/slides.py", "network/actions/groups.py"),
            *("projects/actions/documents.py", "steering/actions/files.py"),
        ),
        _SIGNED,
    ),
    **dict.fromkeys(
        (
            *("congress/formats/schedule_xml.py", "design/written.py", "newsroom/papers/press_kit.py"),
            *("office/views/pitches.py", "privacy/papers.py", "reuse/dcat/building.py", "reuse/dcat/serialising.py"),
            *("reuse/publiccode/starting.py", "reuse/publiccode/writing.py", "steering/papers/bundle.py"),
        ),
        _WRITES,
    ),
    **dict.fromkeys(
        (
            *("accounts/queries.py", "congress/planner/planning.py", "congress/planner/side.py", "design/gallery.py"),
            *("funding/papers/proof.py", "funding/rules/editions.py", "jobs/demo_congress.py", "jobs/demo_day.py"),
            *("jobs/demo_region.py", "jobs/loading.py", "letters/samples.py", "reports/papers/content.py"),
            *("reports/queries/drafts.py", "reuse/actions/software.py", "reuse/fetching/refusals.py"),
            *("reuse/publiccode/findings.py", "search/analysis/lexicon.py", "search/analysis/meanings.py"),
            *("search/engine/searching.py", "search/engine/store.py", "search/evaluation.py"),
            *("api/measures.py", "steering/queries/sheets.py"),
        ),
        _OURS,
    ),
}
"""By module."""
