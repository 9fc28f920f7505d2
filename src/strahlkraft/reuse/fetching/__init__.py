"""Fetching what strangers name, safely and politely: the only door through which this room asks other machines.

Every request of the crawler, of a pasted repository, of federation and of webhooks passes here. Pure: no Django, no
settings; the caller hands in a :class:`FetchPolicy`.
"""

from .addresses import is_public
from .connections import system_resolve
from .fetcher import Fetcher
from .policy import Answer, FetchPolicy
from .refusals import FetchRefused, Reason, sentences

__all__ = ["Answer", "FetchPolicy", "FetchRefused", "Fetcher", "Reason", "is_public", "sentences", "system_resolve"]
