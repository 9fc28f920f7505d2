"""What the trail keeps of people (pure): the name of who did something, beside a number that names nobody."""

from collections.abc import Mapping

from strahlkraft.kernel.personal import Basis, Personal
from strahlkraft.kernel.words import gettext_noop

KEPT: tuple[Personal, ...] = (
    Personal(
        table="audit.AuditEntry",
        columns={"actor_label": "", "label_salt": ""},
        purpose=gettext_noop("Showing who did what, so that every decision about public money can be traced."),
        basis=Basis.LEGAL_DUTY,
        actor="actor_id",
        label="actor_label",
        label_at="at",
        kept_because=gettext_noop(
            "The trail stays as long as the records it is about; on request the name goes and a number remains."
        ),
        shown=("at", "verb", "subject_kind", "subject_key", "subject_title", "label_digest"),
        secret=("label_salt",),
        recipients=(gettext_noop("project office and administration"),),
    ),
)
ACTED: Mapping[str, tuple[str, ...]] = {}
NOT_PEOPLE: Mapping[str, str] = {}
OF_THINGS: Mapping[str, str] = {
    "audit.AuditEntry": "before after reason previous_hash hash",
    "audit.ChainHead": "hash",
    "audit.ChainCheck": "hash kind",
}
