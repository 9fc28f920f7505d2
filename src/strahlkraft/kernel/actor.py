"""Who acts: what rooms below ``accounts`` need to know of a person or of the machine."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Right(StrEnum):
    """The deeds a role may allow; who holds which stands in ``accounts.rules``."""

    READ_DRAFTS = "read_drafts"  # unpublished projects of the scope
    EDIT_PROJECTS = "edit_projects"
    PUBLISH_PROJECTS = "publish_projects"
    MERGE_PROJECTS = "merge_projects"
    EDIT_OFFERS = "edit_offers"  # write and publish what can be taken over
    ANSWER_REQUESTS = "answer_requests"  # read, answer and refuse requests for reuse
    REPORT_CASES = "report_cases"  # say where a reuse case stands
    MANAGE_SOFTWARE = "manage_software"  # publishers, imported software, merging it
    MANAGE_EXCHANGE = "manage_exchange"  # webhooks and other instances
    READ_EVENTS = "read_events"  # the calendar with internal meetings
    MANAGE_EVENTS = "manage_events"  # events, calls, programmes, registrations, the day
    READ_STEERING = "read_steering"  # ideas, sessions, check-ins before they are published, milestones, risks, closures
    REPORT_PROJECTS = "report_projects"  # milestones, risks, tasks, decisions, files, check-ins of the scope's projects
    STEER_PROJECTS = "steer_projects"  # ideas, sessions, applications, reviews, closures, posts, handover
    READ_FUNDING = "read_funding"  # grants, plans, ledger, drafts of what goes to the authority
    EDIT_FUNDING = "edit_funding"  # ledger, drawdowns, proofs of the scope's grants; release what another person wrote
    MANAGE_FUNDING = "manage_funding"  # grants, notices, plans, extensions, reports of a region
    SUPERVISE_FUNDING = "supervise_funding"  # published states of grants and reports; accept, query, return
    WRITE_NEWS = "write_news"  # articles, pictures, results, issues of the scope; review what another person wrote
    PUBLISH_NEWS = "publish_news"  # let articles appear, send issues, answer feedback
    MANAGE_PAGES = "manage_pages"  # pages, menus, redirects, import of older articles
    MANAGE_PRIVACY = "manage_privacy"  # register of processing, wishes of people about their data
    EDIT_NETWORK = "edit_network"  # organisations, contact points
    READ_TRAIL = "read_trail"  # who did what
    MANAGE_ACCOUNTS = "manage_accounts"
    IMPORT_DATA = "import_data"


class Actor(Protocol):
    """A person, an API client or the machine itself."""

    @property
    def actor_id(self) -> str:
        """Stable, without personal data: ``user:17`` or ``system``."""

    @property
    def actor_label(self) -> str:
        """What the trail shows: the display name at the time."""

    def holds(
        self, right: Right, *, region_id: int | None = None, organisation_ids: frozenset[int] = frozenset()
    ) -> bool:
        """Whether this actor holds ``right`` in that region or for one of those organisations.

        Without a region and organisations: whether it holds the right anywhere.
        """

    def region_ids(self, right: Right) -> frozenset[int] | None:
        """The regions in which ``right`` is held; None means all of them."""

    def organisation_ids(self, right: Right) -> frozenset[int]:
        """The organisations for which ``right`` is held beside the regions."""


@dataclass(frozen=True, slots=True)
class _System:
    actor_id: str = "system"
    actor_label: str = "Strahlkraft"

    def holds(
        self, right: Right, *, region_id: int | None = None, organisation_ids: frozenset[int] = frozenset()
    ) -> bool:
        return True

    def region_ids(self, right: Right) -> frozenset[int] | None:
        return None

    def organisation_ids(self, right: Right) -> frozenset[int]:
        return frozenset()


class WithoutRights:
    """Holds no right of any role; what such an actor may do, an ``access`` allows by who it is."""

    __slots__ = ()

    def holds(
        self, right: Right, *, region_id: int | None = None, organisation_ids: frozenset[int] = frozenset()
    ) -> bool:
        """Nowhere."""
        return False

    def region_ids(self, right: Right) -> frozenset[int] | None:
        """No region."""
        return frozenset()

    def organisation_ids(self, right: Right) -> frozenset[int]:
        """No organisation."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class _Nobody(WithoutRights):
    actor_id: str = "public"
    actor_label: str = ""


SYSTEM: Actor = _System()
NOBODY: Actor = _Nobody()
