"""What else has to happen in this room when somebody is forgotten."""

from collections.abc import Collection

import strahlkraft.search.actions as search
from strahlkraft.congress.documents import pitch_documents
from strahlkraft.congress.models import Occasion
from strahlkraft.congress.queries.published import published


def search_again(keys: Collection[int]) -> None:
    """Write the published pitches of these programme versions anew for the search; part of somebody's deed.

    What is not in the search stays out of it.
    """
    for occasion in Occasion.objects.filter(versions__in=keys, event__isnull=False).distinct():
        if found := published(occasion.slug):
            search.put_documents(pitch_documents(found.programme))
