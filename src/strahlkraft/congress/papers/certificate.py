"""The certificate of attendance."""

from collections.abc import Sequence

from strahlkraft.congress.models import Occasion
from strahlkraft.design.paper import pdf


def certificate(occasion: Occasion, *, name: str, pitches: Sequence[str] = (), language: str = "de") -> bytes:
    """One page that says who was there; with ``pitches`` (titles), who spoke."""
    hosts = [host.name for host in occasion.hosts.all()]
    context = {"occasion": occasion, "name": name, "pitches": pitches, "hosts": hosts}
    return pdf("congress/papers/certificate.html", context, language=language)
