"""The words of this room for people: closed lists and the deeds of the trail."""

from collections.abc import Mapping

from django.utils.functional import Promise

VERBS: Mapping[str, Promise] = {}
"""What the trail says of each deed of this room."""
