"""What an address asks of a programme: which view, which filters, which own choice."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.congress.published import Block, Item, Programme, Stage

VIEWS: Mapping[str, Any] = {
    "zeit": gettext_lazy("By time"),
    "buehne": gettext_lazy("By stage"),
    "thema": gettext_lazy("By topic"),
    "person": gettext_lazy("By person"),
}
MOST_CHOSEN = 200
_CODE = re.compile("[0-9A-Z]{6}")


@dataclass(frozen=True, slots=True)
class Choice:
    """``mine`` are the codes of one's own programme, in the order in which they were chosen."""

    view: str = "zeit"
    topic: str = ""
    stage: str = ""
    mode: str = ""  # onsite or remote
    sign_language: bool = False
    text: str = ""
    mine: tuple[str, ...] = ()

    @property
    def filters(self) -> bool:
        """Whether anything is left out."""
        return bool(self.topic or self.stage or self.mode or self.sign_language or self.text)

    def query(self, **changes: Any) -> str:
        """The address part of this choice with some changes; empty for the plain page."""
        asked = replace(self, **changes)
        values = {
            "ansicht": asked.view if asked.view != "zeit" else "",
            "thema": asked.topic,
            "buehne": asked.stage,
            "art": asked.mode,
            "dgs": "1" if asked.sign_language else "",
            "q": asked.text,
            "meine": ".".join(asked.mine),
        }
        found = urlencode({name: value for name, value in values.items() if value})
        return f"?{found}" if found else ""

    def with_or_without(self, code: str) -> tuple[str, ...]:
        """One's own programme with the item, or without it when it was in."""
        if code in self.mine:
            return tuple(own for own in self.mine if own != code)
        return (*self.mine, code)[-MOST_CHOSEN:]


def choice_of(query: QueryDict) -> Choice:
    """What the address asks; what makes no sense is left out."""
    view, mode = query.get("ansicht", ""), query.get("art", "")
    return Choice(
        view=view if view in VIEWS else "zeit",
        topic=query.get("thema", "")[:60],
        stage=query.get("buehne", "")[:60],
        mode=mode if mode in ("onsite", "remote") else "",
        sign_language=query.get("dgs", "") == "1",
        text=query.get("q", "").strip()[:100],
        mine=codes(query.get("meine", "")),
    )


def codes(text: str) -> tuple[str, ...]:
    """Codes as addresses carry them: joined by dots; each once, at most 200."""
    parts = text[: MOST_CHOSEN * 7].upper().split(".")
    return tuple(dict.fromkeys(part for part in parts if _CODE.fullmatch(part)))


def fits(choice: Choice, stage: Stage, block: Block, item: Item, topic: str) -> bool:
    """Whether an item passes the filters; ``topic`` is its topic's name."""
    if choice.topic and item.topic != choice.topic:
        return False
    if choice.stage and stage.slug != choice.stage:
        return False
    if choice.mode and item.mode != choice.mode:
        return False
    if choice.sign_language and not (item.sign_language or block.sign_language):
        return False
    if not choice.text:
        return True
    told = (item.title, item.summary, item.description, item.organisation, topic, stage.name)
    people = (part for person in item.people for part in (person.name, person.organisation))
    words = " ".join((*told, *people)).casefold()
    return all(word in words for word in choice.text.casefold().split())


def narrowed(programme: Programme, wanted: Iterable[str]) -> Programme:
    """The programme with some items only, in blocks that hold one of them."""
    kept = set(wanted)
    stages = []
    for stage in programme.stages:
        blocks = tuple(
            replace(block, items=items)
            for block in stage.blocks
            if (items := tuple(item for item in block.items if item.code in kept))
        )
        if blocks:
            stages.append(replace(stage, blocks=blocks))
    return replace(programme, stages=tuple(stages))


def modes() -> list[tuple[str, str]]:
    """Where somebody speaks, to choose from."""
    return [("onsite", _("on stage")), ("remote", _("by video link"))]
