"""What the search knows of municipalities and organisations (pure)."""

from strahlkraft.search.rules import Document


def municipality_document(  # noqa: PLR0913 - the searchable parts of one municipality
    *,
    slug: str,
    key: str,
    postcode: str,
    name: str,
    official_name: str,
    kind: str,
    district: str,
    state: str,
    population: int | None,
) -> Document:
    """The document of a municipality; its key is the address part, official key and postcode name it too."""
    return Document(
        kind="municipality",
        key=slug,
        title=name,
        body=f"{official_name} {kind} {district} {state}",
        aliases=f"{key}\n{postcode}".strip(),
        summary=" · ".join(part for part in (kind, district, state) if part),
        sort={"population": population or 0},
    )


def organisation_document(*, slug: str, name: str, kind: str) -> Document:
    """The document of an organisation."""
    return Document(kind="organisation", key=slug, title=name, body=kind, summary=kind)
