"""What the search keeps of people (pure): texts of public pages, made anew whenever those change."""

from collections.abc import Mapping

from strahlkraft.kernel.personal import Basis, Personal
from strahlkraft.kernel.words import gettext_noop

KEPT: tuple[Personal, ...] = (
    Personal(
        table="search.SearchDocument",
        columns={},
        purpose=gettext_noop("Finding what stands on public pages, speakers of an event by name among it."),
        basis=Basis.PUBLIC_TASK,
        kept_because=gettext_noop("A copy of public pages: whatever goes there goes here with it."),
        shown=("payload",),
    ),
)
ACTED: Mapping[str, tuple[str, ...]] = {}
NOT_PEOPLE: Mapping[str, str] = {}
OF_THINGS: Mapping[str, str] = {
    "search.SearchDocument": "kind key digest",
}
