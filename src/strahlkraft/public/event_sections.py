"""What stands on the page of an event beside what it is: call, programme, registration, what came of it.

Each area adds one line to :data:`SECTIONS`; a section that has nothing to say about an event is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest

from strahlkraft.congress.models import Occasion
from strahlkraft.public.call_box import call_box
from strahlkraft.public.live_box import live_box
from strahlkraft.public.registration_box import registration_box, what_came_of_it
from strahlkraft.public.schedule.pages import section as programme_section


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: ``read`` gives what its template shows as ``section``; None when there is nothing to show.

    ``main`` parts stand below each other in the order of the table, ``aside`` parts (boxes with a button) beside them.
    The template brings its own ``<section>`` with a heading of level 2; ``stylesheet`` is a static file it needs.
    """

    place: Literal["main", "aside"]
    template: str
    read: Callable[[HttpRequest, Occasion], Any]
    stylesheet: str = ""


SECTIONS: tuple[Section, ...] = (
    Section("main", "public/programme/section.html", programme_section),
    Section("main", "public/taking_part/_came_of_it.html", what_came_of_it, "public/registration.css"),
    Section("aside", "public/taking_part/_call_box.html", call_box),
    Section("aside", "public/taking_part/_live_box.html", live_box, "public/registration.css"),
    Section("aside", "public/taking_part/_register_box.html", registration_box, "public/registration.css"),
)


def sections(request: HttpRequest, occasion: Occasion | None, place: str) -> list[dict[str, Any]]:
    """The parts of one place that have something to say: ``template``, ``stylesheet`` and ``section``."""
    if occasion is None:
        return []
    found = [(part, part.read(request, occasion)) for part in SECTIONS if part.place == place]
    return [
        {"template": part.template, "stylesheet": part.stylesheet, "section": said}
        for part, said in found
        if said is not None
    ]
