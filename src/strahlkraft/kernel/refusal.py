"""A rule answers with reasons: an empty list means allowed."""

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why something may not be done.

    ``message`` is an English sentence marked with ``gettext_noop`` (``%(name)s``
    placeholders are filled from ``params`` after translation); ``field`` names the
    form field it belongs to, empty for the whole deed.
    """

    code: str
    message: str
    field: str = ""
    params: dict[str, Any] = dataclasses.field(default_factory=dict, compare=False)


class Refused(Exception):  # noqa: N818 - the office's word, not an error of the program
    """Raised by an action when its rules or its access check refuse.

    ``hidden`` is true when the asker may not even know that the thing exists:
    doors answer 404 then.
    """

    def __init__(self, refusals: list[Refusal], *, hidden: bool = False) -> None:
        """Keep the reasons for the door to show."""
        super().__init__("; ".join(r.message % r.params if r.params else r.message for r in refusals))
        self.refusals = refusals
        self.hidden = hidden


def ensure(refusals: list[Refusal], *, hidden: bool = False) -> None:
    """Raise :class:`Refused` when there is a reason to refuse."""
    if refusals:
        raise Refused(refusals, hidden=hidden)
