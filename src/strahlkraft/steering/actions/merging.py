"""Two records of one organisation become one: every row that names it changes sides, its address leads on; can be undone."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

from strahlkraft.accounts.access import may_manage
from strahlkraft.accounts.models import Membership
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network import access, rules
from strahlkraft.network.actions.organisations import index_organisations
from strahlkraft.network.models import Organisation, OrganisationMerge
from strahlkraft.projects.actions._shared import reindex
from strahlkraft.projects.models import Project
from strahlkraft.steering.actions._shared import record

Moved = dict[str, list[int]]
_STAY = {Organisation, OrganisationMerge}  # they say what was merged


@transaction.atomic
def merge_organisations(
    *, by: Actor, at: datetime, slug: str, into: str, reason: str, submission: UUID | None = None
) -> OrganisationMerge:
    """The record ``slug`` leads to ``into`` from now on; what named it names that one. Raises Refused with reasons.

    Where it would give people rights that only the administration grants, only the administration does it. A row that the other record has already (the same role, the same region) stays with the merged record.
    """
    rows = {row.slug: row for row in _locked([slug, into])}
    if slug not in rows:
        raise Refused([Refusal("unknown", gettext_noop("There is no such organisation."))], hidden=True)
    if into not in rows:
        raise Refused([Refusal("unknown", gettext_noop("We know no organisation of this name."), "into")])
    row, kept = rows[slug], rows[into]
    ensure(access.may_edit_organisation(by, row), hidden=True)
    ensure(access.may_edit_organisation(by, kept))
    ensure(
        rules.may_merge(
            same=slug == into,
            merged=row.merged_into_id is not None,
            into_merged=kept.merged_into_id is not None,
            places_differ=_differ(row, kept),
            reason=reason,
        )
    )
    if _gives_rights(by, at, row, kept):
        ensure(may_manage(by))
    region_id = _region_of(row, kept)
    merge = OrganisationMerge.objects.create(
        merged=row, kept=kept, reason=reason.strip()[:300], moved=_move(row, kept), merged_at=at
    )
    _lead(row, kept)
    _reindex(merge)
    record(
        verb="merge_organisations",
        by=by,
        at=at,
        subject=row.label,
        region_id=region_id,
        before={"merged_into": None},
        after={"merged_into": kept.slug, "entries": sum(map(len, merge.moved.values()))},
        reason=merge.reason,
        submission=submission,
    )
    return merge


@transaction.atomic
def unmerge_organisations(
    *, by: Actor, at: datetime, slug: str, reason: str = "", submission: UUID | None = None
) -> OrganisationMerge:
    """Take two records apart again: what had changed sides goes back, what came since stays with the one that stands."""
    row = _locked([slug]).first()
    if row is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such organisation."))], hidden=True)
    merge = row.merges.select_for_update(of=("self",)).select_related("kept").filter(undone_at=None).first()
    kept = merge.kept if merge else row
    ensure(access.may_edit_organisation(by, kept), hidden=True)
    ensure(rules.may_unmerge(merged=merge is not None, kept_merged=kept.merged_into_id is not None))
    assert merge is not None  # noqa: S101 - the rule has just said so; tells the type checker
    for name, keys in merge.moved.items():
        model, field = _field_of(name)
        _each_side(model, field, model._base_manager.filter(pk__in=keys, **{field: kept}), row)  # noqa: SLF001 - Django's documented manager of all rows
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    _lead(row, None)
    _reindex(merge)
    record(
        verb="unmerge_organisations",
        by=by,
        at=at,
        subject=row.label,
        region_id=_region_of(row, kept),
        before={"merged_into": kept.slug},
        after={"merged_into": None},
        reason=reason.strip(),
        submission=submission,
    )
    return merge


def _locked(slugs: list[str]) -> models.QuerySet[Organisation]:
    return Organisation.everything.select_for_update(of=("self",)).filter(slug__in=slugs).order_by("pk")


def _gives_rights(by: Actor, at: datetime, row: Organisation, kept: Organisation) -> bool:
    """Whether people get other rights by it: roles that change sides, or projects of regions ``by`` is not the office of."""
    roles = Membership.objects.filter(models.Q(valid_until=None) | models.Q(valid_until__gt=at))
    if roles.filter(organisation=row).exists():
        return True
    regions = set(Project.objects.filter(participations__organisation=row).values_list("region_id", flat=True))
    foreign = any(not by.holds(Right.EDIT_NETWORK, region_id=region) for region in regions)
    return foreign and roles.filter(organisation=kept).exists()


def _differ(row: Organisation, kept: Organisation) -> bool:
    """Whether the two name different territories of their own: then they cannot be one."""
    towns = {one.municipality_id for one in (row, kept) if one.kind == "municipality"}
    districts = {one.district_id for one in (row, kept) if one.kind == "district"}
    return len(towns) > 1 or len(districts) > 1


def _region_of(row: Organisation, kept: Organisation) -> int | None:
    regions = {one.region_id for body in (kept, row) for one in body.region_memberships.all()}
    return regions.pop() if len(regions) == 1 else None


def _references() -> Iterator[tuple[str, type[models.Model], str]]:
    """Every foreign key to an organisation, in whatever room: its name, model and column."""
    for relation in Organisation._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's documented way to relations
        if isinstance(relation, models.ManyToOneRel) and relation.related_model not in _STAY:
            model: type[models.Model] = relation.related_model
            yield f"{model._meta.label}.{relation.field.name}", model, relation.field.name  # noqa: SLF001 - the documented name of a model


def _field_of(name: str) -> tuple[type[models.Model], str]:
    label, _dot, field = name.rpartition(".")
    return apps.get_model(label), field


def _move(row: Organisation, kept: Organisation) -> Moved:
    """Turn every reference to ``row`` to ``kept``; which rows did change sides."""
    moved = {}
    for name, model, field in _references():
        if keys := _each_side(model, field, model._base_manager.filter(**{field: row}), kept):  # noqa: SLF001 - Django's documented manager of all rows
            moved[name] = keys
    return moved


def _each_side(model: type[models.Model], field: str, rows: "models.QuerySet[Any]", target: Organisation) -> list[int]:
    """Point ``field`` of the rows to ``target``, all at once or, where one is there already, one by one."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if not keys:
        return []
    try:
        with transaction.atomic():
            rows.filter(pk__in=keys).update(**{field: target})
    except IntegrityError:
        return [key for key in keys if _one_side(model, field, key, target)]
    return keys


def _one_side(model: type[models.Model], field: str, key: int, target: Organisation) -> bool:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=key).update(**{field: target})  # noqa: SLF001 - Django's documented manager of all rows
    except IntegrityError:
        return False
    return True


def _lead(row: Organisation, kept: Organisation | None) -> None:
    row.merged_into = kept
    row.version += 1
    row.save(update_fields=["merged_into", "version"])


def _reindex(merge: OrganisationMerge) -> None:
    """Bring the search up to date: the two organisations, and projects whose partners changed sides."""
    merge.merged.refresh_from_db()
    index_organisations([merge.merged, merge.kept])
    reindex(_projects(merge.moved.get("projects.Participation.organisation", ())))


def _projects(participations: Iterable[int]) -> models.QuerySet[Project]:
    return Project.objects.filter(participations__in=list(participations)).distinct()
