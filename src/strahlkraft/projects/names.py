"""From a name as a source writes it to the organisation it means (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from strahlkraft.network.rules import read_municipal_name
from strahlkraft.projects.readings import split_note


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """What is known of an organisation; keys are official keys or empty."""

    name: str
    kind: str
    municipality: str = ""
    district: str = ""
    seat: str = ""


class Directory:
    """Finds the organisation behind a stated name; names it does not know stay mere descriptions."""

    def __init__(
        self, entries: Iterable[Mapping[str, Any]], municipalities: Mapping[str, str], districts: Mapping[str, str]
    ) -> None:
        """``municipalities`` and ``districts`` map a plain name (as in ``Soest``) to an official key."""
        self._by_name: dict[str, OrganisationEntry] = {}
        self._municipalities = municipalities
        self._districts = districts
        for row in entries:
            entry = OrganisationEntry(
                row["name"],
                row["kind"],
                row.get("municipality") or "",
                row.get("district") or "",
                row.get("seat") or "",
            )
            for name in (row["name"], *row.get("aliases", ())):
                self._by_name[name] = entry

    def find(self, stated: str) -> tuple[OrganisationEntry | None, str]:
        """The organisation and the remark that the stated name carries in brackets."""
        plain, note = split_note(stated)
        for name in (stated, plain):
            if name in self._by_name:
                return self._by_name[name], note
        municipal = read_municipal_name(plain)
        if municipal is None:
            return None, ""
        if municipal.kind == "municipality" and municipal.name in self._municipalities:
            return OrganisationEntry(plain, "municipality", municipality=self._municipalities[municipal.name]), note
        if municipal.kind == "district" and municipal.name in self._districts:
            return OrganisationEntry(plain, "district", district=self._districts[municipal.name]), note
        return None, ""
