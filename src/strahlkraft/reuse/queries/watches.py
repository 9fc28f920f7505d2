"""Reading watches: which are due, and what is new for one."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from strahlkraft.kernel.label import Label
from strahlkraft.reuse.documents import KINDS
from strahlkraft.reuse.models import Watch
from strahlkraft.reuse.queries.things import Thing, cases_by_thing, things
from strahlkraft.reuse.rules.watches import LETTER_EVERY
from strahlkraft.search.queries import search
from strahlkraft.search.rules import MAX_LIMIT, Hit, Query


def due_watches(at: datetime) -> list[str]:
    """Codes of the confirmed watches that may get a letter now."""
    due = Q(last_sent_at=None) | Q(last_sent_at__lte=at - LETTER_EVERY)
    return list(Watch.objects.active().filter(due).values_list("code", flat=True))


def hits_of(watch: Watch) -> Sequence[Hit]:
    """All that fits a watched need now."""
    kinds = tuple(kind for kind in watch.filters.get("kinds", ()) if kind in KINDS) or KINDS
    return search(Query(text=watch.need, kinds=kinds, limit=MAX_LIMIT)).hits


def new_hits(watch: Watch, *, limit: int) -> list[Hit]:
    """Those of them the watch does not know yet, best first."""
    known = set(watch.hits.values_list("kind", "key"))
    return [hit for hit in hits_of(watch) if (hit.kind, hit.key) not in known][:limit]


def watched_thing(kind: str, key: str) -> Thing | None:
    """The one thing of a watch, while it is public."""
    return things([(kind, key)]).get((kind, key))


def digest_of(thing: Thing) -> str:
    """Changes when something changes that whoever watches wants to hear of: version, licence, level, reuses."""
    cases = cases_by_thing([thing]).get(thing.name, [])
    running = sum(case.state == "in_operation" for case in cases)
    said = [thing.label.title, thing.summary, thing.licence, thing.level, thing.changed, list(thing.products), running]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def label_of(watch: Watch) -> Label | None:
    """What a watch of one thing is about; None for a need or when the thing is gone."""
    thing = watched_thing(watch.thing_kind, watch.thing_key) if watch.thing_kind else None
    return thing.label if thing else None
