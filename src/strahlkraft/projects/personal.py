"""What the register keeps of people (pure): who took a picture; projects are named after bodies."""

from collections.abc import Mapping

from strahlkraft.kernel.personal import Basis, Personal
from strahlkraft.kernel.words import gettext_noop

KEPT: tuple[Personal, ...] = (
    Personal(
        table="projects.Document",
        columns={"credit": ""},
        purpose=gettext_noop("Naming who made a picture, as the law of copyright demands."),
        basis=Basis.LEGAL_DUTY,
        kept_because=gettext_noop("As long as the picture is shown (§ 13 UrhG)."),
        shown=("title", "added_at"),
        recipients=(gettext_noop("everybody: it is published"),),
    ),
)
ACTED: Mapping[str, tuple[str, ...]] = {}
NOT_PEOPLE: Mapping[str, str] = {
    "projects.Programme.name": "names a funding programme",
    "projects.FieldOfAction.name": "names a topic",
    "projects.Event.name": "names an event",
    "projects.Participation.stated_name": "names a body as a source writes it",
}
OF_THINGS: Mapping[str, str] = {
    "projects.Programme": "slug abbreviation start original_end end",
    "projects.Source": "key url publisher title",
    "projects.FieldOfAction": "slug",
    "projects.Project": (
        "slug identifier title summary benefit unique_feature notes search_words superseded_note result_kinds "
        "office_fields"
    ),
    "projects.Alias": "title",
    "projects.Participation": "note",
    "projects.Truth": "since as_of wording",
    "projects.Phase": "planned actual",
    "projects.Event": "slug date format venue organisers blocks notes",
    "projects.Fact": "field text date qualifier as_of",
    "projects.Contradiction": "statement",
    "projects.Document": "file url media_type sha256 alternative_text",
    "projects.ImportedRecord": "kind key payload",
}
