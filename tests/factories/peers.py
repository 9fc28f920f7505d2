"""Another instance that tells what a test wants it to tell, true or not."""

import contextlib
import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from strahlkraft.reuse.fetching import Fetcher
from strahlkraft.reuse.peering import Entry, Instance, build, new_key, private_key, sign
from tests.factories.web import Asked, Reply, Web, serving

CATALOGUE = "/api/v1/federation/catalogue.json"


@dataclasses.dataclass
class FakePeer:
    """A peer with a key of its own; ``tell`` sets its catalogue, ``pages`` may be changed by hand to lie."""

    web: Web
    private: str = ""
    public: str = ""
    sequence: int = 0

    def __post_init__(self) -> None:
        """Make the key, introduce itself."""
        self.change_key()

    @property
    def feed_url(self) -> str:
        """Where its catalogue is."""
        return self.web.url + CATALOGUE

    def change_key(self) -> None:
        """Sign with another key from now on."""
        self.private, self.public = new_key()
        said = {"format": "strahlkraft-instance", "catalogue": self.feed_url, "public_key": self.public}
        self.web.routes["/.well-known/strahlkraft"] = Reply(body=json.dumps(said).encode())

    def entry(self, name: str, **facts: Any) -> Entry:
        """Something it offers."""
        plain = {"uri": f"{self.web.url}/angebote/{name}/", "kind": "offer", "title": f"Beispiel {name}"}
        return Entry(**(plain | {"summary": "Ein Beispiel.", "result_kind": "concept"} | facts))

    def tell(self, *entries: Entry, pages: int = 1, change: Callable[[dict[str, Any]], Any] | None = None) -> None:
        """Give out this catalogue, over so many pages, the next sequence; ``change`` spoils a page before signing."""
        self.sequence += 1
        size = -(-len(entries) // pages) or 1
        for number in range(1, pages + 1):
            document = build(
                instance=Instance(self.web.url, "Beispielverbund", self.public),
                sequence=self.sequence,
                generated_at=datetime(2026, 11, 1, tzinfo=UTC),
                entries=entries[(number - 1) * size : number * size],
                next_url=f"{self.feed_url}?page={number + 1}" if number < pages else "",
            )
            if change:
                change(document)
            self.give(sign(document, private_key(self.private)), number)

    def give(self, body: bytes, number: int = 1) -> None:
        """Give out these bytes as a page."""
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'

        def answer(asked: Asked) -> Reply:
            known = asked.headers.get("if-none-match") == etag
            return Reply(304, headers={"ETag": etag}) if known else Reply(body=body, headers={"ETag": etag})

        self.web.routes[CATALOGUE + (f"?page={number}" if number > 1 else "")] = answer

    def fetcher(self, **limits: Any) -> Fetcher:
        """A fetcher that may ask it."""
        return Fetcher(self.web.policy(**({"tries": 1} | limits)))


@contextlib.contextmanager
def fake_peer() -> Iterator[FakePeer]:
    """A peer that listens until the test is over; it has told nothing yet."""
    with serving() as web:
        yield FakePeer(web)
