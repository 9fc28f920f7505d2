"""Which municipality somebody means by what they typed."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from strahlkraft.network.queries import municipalities_matching

MANY = 12  # municipalities of one name that are told apart in one sentence


def official_key(text: str) -> str:
    """The official key of the one municipality that is meant; a sentence says why there is none."""
    text = text.strip()
    named = Q(name__iexact=text) | Q(official_name__iexact=text) | Q(key=text)
    rows = list(municipalities_matching("").filter(named)[: MANY + 1])
    if not rows:
        raise ValidationError(
            _("We know no municipality of this name. Please write it as its official name says, or its key."),
            code="unknown",
        )
    if len(rows) > 1:
        some = ", ".join(f"{row.official_name} ({row.district}, {row.key})" for row in rows[:MANY])
        raise ValidationError(
            _("There are several of this name. Please write the key: %(some)s"),
            code="several",
            params={"some": some},
        )
    return rows[0].key
