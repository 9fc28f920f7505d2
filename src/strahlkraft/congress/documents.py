"""What the search knows of pitches (pure)."""

from collections.abc import Iterable

from strahlkraft.congress.published import Item, Programme
from strahlkraft.search.rules import Document


def pitch_key(slug: str, code: str) -> str:
    """How a pitch is named, as in addresses: the event's address part and the pitch's code."""
    return f"{slug}/{code}"


def pitch_documents(programme: Programme) -> Iterable[Document]:
    """The documents of everything that takes place in a published programme."""
    topics = {topic.slug: topic.name for topic in programme.topics}
    for _stage, _block, item in programme.placed():
        if not item.cancelled:
            yield _document(programme, item, topics.get(item.topic, ""))


def _document(programme: Programme, item: Item, topic: str) -> Document:
    people = " · ".join(f"{person.name} {person.organisation}" for person in item.people)
    texts = (item.summary, item.description, item.organisation, people, topic, programme.title)
    return Document(
        kind="pitch",
        key=pitch_key(programme.slug, item.code),
        title=item.title,
        body="\n".join(text for text in texts if text),
        aliases=item.organisation,
        facets={"event": (programme.slug,), "topic": (item.topic,) if item.topic else ()},
        sort={"start": item.starts_at.toordinal()},
        summary=programme.title,
    )
