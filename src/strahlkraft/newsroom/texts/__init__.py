"""The words of this room for people: closed lists and the deeds of the trail, one file per area."""

from collections.abc import Mapping

from django.utils.functional import Promise

from strahlkraft.newsroom.texts import articles, citizens, newsletter, pages, pictures, telling

VERBS: Mapping[str, Promise] = {
    **articles.VERBS,
    **pictures.VERBS,
    **newsletter.VERBS,
    **pages.VERBS,
    **citizens.VERBS,
    **telling.VERBS,
}
"""What the trail says was done."""
