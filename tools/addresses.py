"""Every address of the site, as the patterns stand in Django's list."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """What stands before each pattern, and the pattern; the prefix of a language is left out."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            own = "" if isinstance(entry.pattern, LocalePrefixPattern) else str(entry.pattern)
            yield from patterns(entry, prefix + own)
        else:
            yield prefix, entry
