"""The backend: every transaction, and every single write outside of one, stands in line before it asks SQLite."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from strahlkraft.config.queued_sqlite3.line import COMMAND, Busy, Patience, Place, WriterLine, line_before, of_pages

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP", "REINDEX")
_patience: Patience = COMMAND


def serve_pages(threads: int) -> None:
    """From now on this process waits as somebody who looks at a page does; for a server with so many threads."""
    global _patience  # noqa: PLW0603 - what a process is for is said once, when it begins
    _patience = of_pages(threads)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection; it holds the turn from BEGIN to the end of COMMIT, ROLLBACK or its own."""

    _place: Place | None = None

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's; SQLite's own waiting (for writers of other programs) is no longer than ours."""
        params = super().get_connection_params()
        return {**params, "timeout": min(params.get("timeout", 5), _patience.seconds)}

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor whose single writes stand in line too."""
        cursor = self.connection.cursor(factory=_Cursor)
        cursor.wrapper = self
        return cursor

    @contextmanager
    def turn_to_write(self) -> Iterator[None]:
        """The turn for one statement outside a transaction; inside one it is there already."""
        if self._place or self.connection.in_transaction or self.is_in_memory_db():
            yield
            return
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            self._enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's types leave it out
        except BaseException:
            self._leave(wrote=False)
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # Django's types leave it out
        self._leave()  # one that failed keeps the turn until it is rolled back

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # Django's types leave it out
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # Django's types leave it out
        finally:
            self._leave()

    def _line(self) -> WriterLine:
        return line_before(Path(os.path.abspath(self.settings_dict["NAME"])))  # noqa: PTH100 - resolve() reads the disk each time

    def _enter(self) -> None:
        try:
            self._place = self._line().enter(_patience)
        except Busy:
            message = "database is locked: others are writing"
            raise OperationalError(message) from None
        except OSError as error:
            message = f"the line of writers beside the database cannot be used: {error.strerror}"
            raise OperationalError(message) from error

    def _leave(self, *, wrote: bool = True) -> None:
        place, self._place = self._place, None
        if place:
            self._line().leave(place, wrote=wrote)


class _Cursor(base.SQLiteCursorWrapper):
    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if not query.lstrip()[:8].upper().startswith(WRITES):
            return super().execute(query, params)
        with self.wrapper.turn_to_write():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self.wrapper.turn_to_write():
            return super().executemany(query, param_list)
