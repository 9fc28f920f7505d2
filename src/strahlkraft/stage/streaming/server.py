"""A server's application: streams in its event loop, everything else by somebody else."""

import asyncio
import signal
from http import HTTPStatus
from typing import Any

from strahlkraft.design.browser import bare_headers
from strahlkraft.stage.streaming.application import PREFIX, LiveApplication


class LiveServer:
    """Answers ``/live/…`` itself and hands other addresses to ``others``; without them they do not exist."""

    def __init__(self, others: Any = None) -> None:
        self._live, self._others = LiveApplication(), others

    @property
    def listening(self) -> int:
        """How many streams are open."""
        return len(self._live.hub) if self._live.hub is not None else 0

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """End the streams as soon as the server is asked to stop: it waits for every open answer."""
        for number in (signal.SIGTERM, signal.SIGINT):
            self._close_at(number, loop)

    def _close_at(self, number: int, loop: asyncio.AbstractEventLoop) -> None:
        before = signal.getsignal(number)

        def stop(got: int, frame: Any) -> None:
            loop.call_soon_threadsafe(self._live.close)
            if callable(before):
                before(got, frame)

        signal.signal(number, stop)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if scope.path.startswith(PREFIX):
            await self._live(scope, protocol)
        elif self._others is not None:
            await self._others(scope, protocol)
        else:
            protocol.response_empty(HTTPStatus.NOT_FOUND, bare_headers())
