"""The addresses ``/live/…``, answered in the event loop (RSGI, the server's own interface).

``/live/time`` the server's clock · ``/live/EVENT/state`` how things stand · ``/live/EVENT/stream`` every change from now on ·
``/live/EVENT/applause`` (POST) somebody claps. All are public, set no cookie and hold nothing private.
"""

import json
import re
import resource
import time
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]  # the server's stubs do not say so

from strahlkraft.congress.rules.stage import MOST_CLAPS
from strahlkraft.design.browser import bare_headers
from strahlkraft.stage.streaming.applause import BODY_BYTES, Applause, read
from strahlkraft.stage.streaming.hub import Hub, SourceAwayError
from strahlkraft.stage.streaming.source import DatabaseSource

PREFIX = "/live/"
SPARE_FILES = 300  # open files kept back for pages and database
MOST_STREAMS = 20_000
_ADDRESS = re.compile(r"/live/(?P<slug>[a-z0-9-]{1,120})/(?P<what>state|stream|applause)")
_SAFE = bare_headers()
_JSON = [("content-type", "application/json"), *_SAFE]
_STREAM = [("content-type", "text/event-stream; charset=utf-8"), *_SAFE, ("x-accel-buffering", "no")]
_AGAIN = [("retry-after", "5")]


class LiveApplication:
    """Answers what lies below ``/live/``; one hub for the whole process."""

    def __init__(self) -> None:
        self.hub: Hub | None = None
        self._source = DatabaseSource()
        self._applause = Applause(self._source.clap)

    def close(self) -> None:
        """End all streams: their browsers come back by themselves."""
        if self.hub:
            self.hub.close()

    async def __call__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if self.hub is None:
            self.hub = Hub(self._source)
        found = _ADDRESS.fullmatch(scope.path)
        clapping = found is not None and found["what"] == "applause"
        if scope.method != ("POST" if clapping else "GET"):
            allowed = "POST" if clapping else "GET"
            protocol.response_empty(HTTPStatus.METHOD_NOT_ALLOWED, [("allow", allowed), *_SAFE])
        elif scope.path == f"{PREFIX}time":
            protocol.response_str(HTTPStatus.OK, _JSON, json.dumps({"now": time.time_ns() // 1_000_000}))
        elif found is None:
            protocol.response_empty(HTTPStatus.NOT_FOUND, _SAFE)
        elif clapping:
            await self._clap(self.hub, found["slug"], scope, protocol)
        elif found["what"] == "state":
            await self._state(self.hub, found["slug"], protocol)
        else:
            await self._stream(self.hub, found["slug"], scope, protocol)

    async def _clap(self, hub: Hub, slug: str, scope: Any, protocol: Any) -> None:
        """Take somebody's applause from a page of ours."""
        length = scope.headers.get("content-length") or ""
        ours = scope.headers.get("sec-fetch-site") in {None, "same-origin", "none"}
        if not (ours and length.isascii() and length.isdecimal() and int(length) <= BODY_BYTES):
            protocol.response_empty(HTTPStatus.BAD_REQUEST, _SAFE)
            return
        code, claps = read(await protocol(), most=MOST_CLAPS)
        try:
            known = await hub.snapshot(slug) is not None
        except SourceAwayError:
            known = False
        if code and known:
            self._applause.add(slug, code, claps)
        protocol.response_empty(HTTPStatus.NO_CONTENT if known else HTTPStatus.NOT_FOUND, _SAFE)

    async def _state(self, hub: Hub, slug: str, protocol: Any) -> None:
        """For screens without a stream: how things stand, as the stream's first event says it."""
        try:
            snapshot = await hub.snapshot(slug)
        except SourceAwayError:
            protocol.response_empty(HTTPStatus.SERVICE_UNAVAILABLE, [*_SAFE, *_AGAIN])
            return
        if snapshot is None:
            protocol.response_empty(HTTPStatus.NOT_FOUND, _SAFE)
            return
        data = snapshot.piece.partition(b"data: ")[2].rstrip()
        protocol.response_bytes(HTTPStatus.OK, _JSON, data)

    async def _stream(self, hub: Hub, slug: str, scope: Any, protocol: Any) -> None:
        """Every change from now on. While the database is away the stream opens and waits."""
        if len(hub) >= most_streams():
            protocol.response_empty(HTTPStatus.SERVICE_UNAVAILABLE, [*_SAFE, *_AGAIN])
            return
        try:
            known = await hub.snapshot(slug) is not None
        except SourceAwayError:
            known = True
        if not known:
            protocol.response_empty(HTTPStatus.NOT_FOUND, _SAFE)
            return
        last = scope.headers.get("last-event-id") or ""
        after = int(last) if last.isascii() and last.isdecimal() and len(last) < 19 else None  # noqa: PLR2004 - 64 bits
        transport = protocol.response_stream(HTTPStatus.OK, _STREAM)
        with suppress(ProtocolClosed):  # the browser has left
            await hub.listen(slug, after, transport.send_bytes)


def most_streams() -> int:
    """How many may listen: as many as the process may open files, but for those the pages need."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST_STREAMS if files == resource.RLIM_INFINITY else max(100, min(MOST_STREAMS, files - SPARE_FILES))
