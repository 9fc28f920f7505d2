"""Software from elsewhere: listed as its publiccode.yml describes it, one record per solution, never edited here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

import strahlkraft.audit.actions as audit
from strahlkraft.audit.rules import json_safe
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.storable import storable
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.actions import note_import
from strahlkraft.reuse import access, publiccode
from strahlkraft.reuse.actions import _shared as shared
from strahlkraft.reuse.actions.readiness import check_row
from strahlkraft.reuse.importers import ForkClass, Repository, canonical, fork_class
from strahlkraft.reuse.models import Publisher, SeenRepository, Software, SoftwareAddress
from strahlkraft.reuse.publiccode.facts import document_from, facts_from
from strahlkraft.reuse.publiccode.privacy import without_people
from strahlkraft.reuse.publiccode.shapes import Facts
from strahlkraft.reuse.rules import software as rules
from strahlkraft.reuse.rules.licences import read_licence
from strahlkraft.reuse.rules.vocabulary import AddressKind, EventKind, SoftwareOrigin

SHOWN_FINDINGS = 200
_QUOTES = frozenset({"value", "found"})
_ABOUT_PEOPLE = ("maintenance.contacts", "maintenance.contractors", "legal.mainCopyrightOwner", "legal.repoOwner")
_ADDRESS_KINDS: Mapping[str, AddressKind] = {
    ForkClass.ORIGINAL: AddressKind.CANONICAL,
    ForkClass.VARIANT: AddressKind.VARIANT,
    ForkClass.TECHNICAL_FORK: AddressKind.TECHNICAL_FORK,
    ForkClass.GIT_FORK: AddressKind.GIT_FORK,
    ForkClass.URL_MISTAKE: AddressKind.CANONICAL,
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """A publiccode.yml that was read: where, when, its bytes and what the host said about it."""

    repository: Repository
    file_url: str
    body: bytes
    etag: str = ""
    modified: str = ""
    digest: str = ""


@transaction.atomic
def note_found(
    *, at: datetime, sighting: Sighting, origin: SoftwareOrigin, publisher: Publisher | None = None, by: Actor = SYSTEM
) -> Software | None:
    """List or renew what a publiccode.yml describes, without its people; None when too little could be read.

    An invalid file is listed with its findings. A mirror or working copy becomes one more address of its original, whose
    own words it never overwrites: anybody can name somebody else's repository.
    """
    report = publiccode.check(sighting.body, name=sighting.file_url)
    _remember(sighting, at=at)
    facts = without_people(facts_from(storable(report.document or {})))
    home = _home(facts, sighting)
    row = _known(home, sighting, report.listed)
    if row is None:
        return None
    if _is_mere_copy(row, sighting):
        _keep_addresses(row, facts, sighting, at=at)
        return row
    before = {} if row._state.adding else _told(row)  # noqa: SLF001 - public in Django
    _describe(row, facts, sighting, at=at)
    row.verdict = report.verdict
    row.findings = [_finding(found) for found in (*report.results, *report.further)][:SHOWN_FINDINGS]
    row.checked_on = at.date()
    if row.origin != SoftwareOrigin.CRAWL:  # what a visit lists stays its own when somebody pastes the address
        row.origin = origin
    row.publisher = publisher or row.publisher
    row.save()
    _keep_addresses(row, facts, sighting, at=at)
    shared.note_reached(row.repository_url, at=at)
    check_row(row, at=at)
    after = _told(row)
    if before != after:
        shared.index_software([row])
        _announce(row, new=not before, before=before, after=after, by=by, at=at)
    return row


def _announce(
    row: Software, *, new: bool, before: dict[str, Any], after: dict[str, Any], by: Actor, at: datetime
) -> None:
    if new:
        shared.leave_event(
            kind=EventKind.SOFTWARE_LISTED,
            subject_kind="software",
            subject_key=row.slug,
            payload={"name": row.name, "repository": row.repository_url, "licence": row.licence},
            at=at,
        )
    audit.record(
        by=by,
        at=at,
        verb="list_software" if new else "renew_software",
        subject=row.label,
        before=before,
        after=after,
        public=new,
    )


@transaction.atomic
def note_unchanged(*, at: datetime, repository: Repository, file_url: str, etag: str, modified: str) -> None:
    """The file is as it was: remember when, and that it is still there."""
    SeenRepository.objects.update_or_create(
        url=repository.url[:1000],
        defaults={
            "file_url": file_url[:1000],
            "etag": etag[:300],
            "modified": modified[:100],
            "last_change": repository.last_change,
            "seen_at": at,
        },
    )
    changed_on = repository.last_change.date() if repository.last_change else None
    rows = Software.objects.filter(identity=canonical(repository.url))
    rows.update(misses=0, read_on=at.date(), **({"last_change_on": changed_on} if changed_on else {}))


@transaction.atomic
def note_missing(*, at: datetime, repository: Repository, gone: bool) -> None:
    """There is no publiccode.yml; where there was one, the software is counted as missed once more."""
    SeenRepository.objects.update_or_create(
        url=repository.url[:1000],
        defaults={"file_url": "", "etag": "", "modified": "", "last_change": repository.last_change, "seen_at": at},
    )
    if gone:
        for row in Software.objects.select_for_update().filter(identity=canonical(repository.url)):
            row.misses = min(row.misses + 1, 100)
            row.save(update_fields=["misses"])


@transaction.atomic
def merge_software(
    *, by: Actor, at: datetime, slug: str, into: str, reason: str, submission: UUID | None = None
) -> Software:
    """Two records are one solution: the first leads to the second from now on; can be taken apart again."""
    ensure(access.may_manage_software(by), hidden=True)
    rows = {row.slug: row for row in Software.objects.select_for_update().filter(slug__in=[slug, into]).order_by("pk")}
    if slug not in rows or into not in rows:
        raise Refused([Refusal("unknown", gettext_noop("We know no software of this name."), "into")])
    row, target = rows[slug], rows[into]
    ensure(
        rules.may_merge(
            same=slug == into,
            merged=row.merged_into_id is not None,
            into_merged=target.merged_into_id is not None,
            reason=reason,
        )
    )
    row.merged_into, row.merge_reason = target, reason.strip()[:300]
    row.save(update_fields=["merged_into", "merge_reason"])
    shared.index_software([row, target])
    audit.record(
        by=by,
        at=at,
        verb="merge_software",
        subject=row.label,
        before={"merged_into": None},
        after={"merged_into": target.slug},
        reason=row.merge_reason,
        public=True,
        submission=submission,
    )
    return target


@transaction.atomic
def unmerge_software(*, by: Actor, at: datetime, slug: str, submission: UUID | None = None) -> Software:
    """Take a merged record apart again."""
    ensure(access.may_manage_software(by), hidden=True)
    row = Software.objects.select_for_update(of=("self",)).select_related("merged_into").get(slug=slug)
    ensure(rules.may_unmerge(merged=row.merged_into_id is not None))
    before = row.merged_into.slug if row.merged_into else None
    row.merged_into, row.merge_reason = None, ""
    row.save(update_fields=["merged_into", "merge_reason"])
    shared.index_software([row])
    audit.record(
        by=by,
        at=at,
        verb="unmerge_software",
        subject=row.label,
        before={"merged_into": before},
        after={"merged_into": None},
        public=True,
        submission=submission,
    )
    return row


@transaction.atomic
def import_software(*, by: Actor, at: datetime, content: Mapping[str, Any], digest: str = "") -> int:
    """List the collected facts of the default data; what a crawl has read since stays. Returns how many are new or changed.

    ``content`` is the file of facts (``data/software.json``): names, addresses, licences, languages, our own summaries.
    """
    ensure(access.may_import(by))
    changed = []
    for record in content["software"]:
        identity = canonical(record["repository"])
        row = Software.objects.filter(identity=identity).first()
        if row is not None and row.origin != SoftwareOrigin.COLLECTION:
            continue
        before = _told(row) if row else {}
        if row is None:
            slug = shared.free_slug(record["name"], Software.objects)
            row = Software(identity=identity, slug=slug, created_at=at, changed_at=at)
        _take_over(row, record, read_on=content["read_on"])
        row.save()
        for url in [record["repository"], *record["other_addresses"]]:
            kind = AddressKind.CANONICAL if canonical(url) == identity else AddressKind.MIRROR
            _keep_address(row, canonical(url), kind, at=at)
        if _told(row) != before:
            row.changed_at = at
            row.save(update_fields=["changed_at"])
            check_row(row, at=at)
            changed.append(row)
    shared.index_software(changed)
    note_import(kind="software", digest=digest, at=at, changes=[])
    if changed:
        audit.record(
            by=by,
            at=at,
            verb="import_software",
            subject=Label("software", "", "publiccode.yml"),
            before={},
            after={"records": len(changed)},
        )
    return len(changed)


def _take_over(row: Software, record: Mapping[str, Any], *, read_on: str) -> None:
    row.name = record["name"][:250]
    row.repository_url = record["repository"]
    row.landing_url = record["landing_url"]
    row.licence = record["licence"]
    row.languages, row.platforms = record["languages"], record["platforms"]
    row.categories, row.based_on = record["categories"], record["is_based_on"]
    row.development_status, row.software_type = record["development_status"], record["software_type"]
    row.software_version, row.release_date = record["version"][:100], record["released_on"]
    row.publisher_name, row.country = record["publisher"][:250], record["country"]
    row.summary_de, row.summary_en = record["summary_de"], record["summary_en"]
    row.own_words = bool(record["summary_de"] or record["summary_en"])
    source = record["source"]
    row.origin = SoftwareOrigin.COLLECTION
    row.source_url = source.get("repository") or record["repository"]
    places = (source.get("catalogue"), source.get("path"), source.get("record") or source.get("commit"))
    row.source_note = " · ".join(place for place in places if place)[:300]
    row.read_on = date.fromisoformat(read_on if len(read_on) > len("2026-08") else f"{read_on}-01")


def _home(facts: Facts, sighting: Sighting) -> str:
    """The canonical address under which the software is known: its own, but for a copy that of its original."""
    here = canonical(sighting.repository.url)
    return canonical(facts.url) if _fork_class(facts, sighting) is ForkClass.TECHNICAL_FORK else here


def _fork_class(facts: Facts, sighting: Sighting) -> ForkClass:
    place = sighting.repository
    return fork_class(place.url, facts.url, facts.is_based_on, place.is_fork, mirror_of=place.mirror_of)


def _is_mere_copy(row: Software, sighting: Sighting) -> bool:
    """Whether a known record was described by its own repository, or another copy, before this copy of it was seen."""
    here = canonical(sighting.repository.url)
    return not row._state.adding and here != row.identity and here != canonical(row.source_url)  # noqa: SLF001 - public in Django


def _known(home: str, sighting: Sighting, listed: bool) -> Software | None:  # noqa: FBT001 - the report's own word
    """The record for that address, also by a former one; a new one when enough could be read."""
    former = [canonical(url) for url in [sighting.repository.renamed_from] if url]
    row = Software.objects.select_for_update().filter(identity=home).first()
    if row is None and former:
        row = Software.objects.select_for_update().filter(identity__in=former).first()
        if row is not None:
            row.identity = home
    if row is None and (address := SoftwareAddress.objects.filter(url=home).select_related("software").first()):
        row = address.software
    if row is not None:
        return row
    return Software(identity=home[:500]) if listed else None


def _describe(row: Software, facts: Facts, sighting: Sighting, *, at: datetime) -> None:
    """Bring the columns to what the file says; our own summaries stay."""
    repository = sighting.repository
    here, is_home = canonical(repository.url), canonical(repository.url) == row.identity
    before = None if row._state.adding else _told(row)  # noqa: SLF001 - public in Django
    if before is None:
        row.created_at = row.changed_at = at
        row.slug = shared.free_slug(facts.name or repository.name or here, Software.objects)
    row.name = _line(facts.name or repository.name or here, 250)
    row.repository_url = (repository.url if is_home else _web(facts.url) or repository.url)[:500]
    row.landing_url = _web(facts.landing_url)[:500]
    row.licence = read_licence(facts.licence).expression[:200]
    row.development_status = facts.development_status if facts.development_status in publiccode.STATUSES else ""
    row.software_type = facts.software_type if facts.software_type in publiccode.SOFTWARE_TYPES else ""
    row.software_version = _line(facts.software_version, 100)
    row.release_date = facts.release_date[:10]
    row.platforms = [_line(value, 60) for value in facts.platforms][:20]
    row.languages = [_line(value, 40) for value in facts.languages][:100]
    row.categories = [value for value in facts.categories if value in publiccode.CATEGORIES]
    row.based_on = [value[:500] for value in facts.is_based_on][:20]
    row.publisher_name = _line(facts.organisation.name or _owner(repository.url), 250)
    row.country = next((code.upper() for code in facts.countries if len(code) == 2), row.country)[:2]  # noqa: PLR2004 - ISO 3166-1 alpha-2
    row.document = json_safe(json.loads(json.dumps(document_from(facts), default=str)))
    if not row.own_words:
        row.summary_de = _summary(facts, "de")
        row.summary_en = _summary(facts, "en") or _summary(facts, "")
    row.source_url, row.source_note = sighting.file_url[:1000], ""
    row.read_on, row.misses = at.date(), 0
    row.archived = bool(repository.archived)
    row.last_change_on = repository.last_change.date() if repository.last_change else row.last_change_on
    if before is not None and before != _told(row):
        row.changed_at = at


def _summary(facts: Facts, language: str) -> str:
    """The file's own short sentence in a language (any, if empty), as one line."""
    for tag, said in facts.descriptions.items():
        if not language or str(tag).lower().split("-")[0] == language:
            return _line(said.short, 300)
    return ""


def _keep_addresses(row: Software, facts: Facts, sighting: Sighting, *, at: datetime) -> None:
    """Remember under which addresses it was seen, and what each is."""
    repository = sighting.repository
    here = canonical(repository.url)
    kind = _ADDRESS_KINDS[_fork_class(facts, sighting)]
    if kind is AddressKind.TECHNICAL_FORK and canonical(repository.mirror_of) == row.identity:
        kind = AddressKind.MIRROR
    _keep_address(row, here, kind, at=at)
    if repository.renamed_from:
        _keep_address(row, canonical(repository.renamed_from), AddressKind.RENAMED, at=at)


def _keep_address(row: Software, url: str, kind: AddressKind, *, at: datetime) -> None:
    if url:
        SoftwareAddress.objects.update_or_create(url=url[:500], defaults={"software": row, "kind": kind, "seen_at": at})


def _remember(sighting: Sighting, *, at: datetime) -> None:
    SeenRepository.objects.update_or_create(
        url=sighting.repository.url[:1000],
        defaults={
            "file_url": sighting.file_url[:1000],
            "etag": sighting.etag[:300],
            "modified": sighting.modified[:100],
            "digest": sighting.digest,
            "last_change": sighting.repository.last_change,
            "seen_at": at,
        },
    )


def _finding(found: publiccode.Finding) -> dict[str, Any]:
    """A finding to keep; what it quotes from the words about people is left out."""
    quoted = {name: "…" for name, value in found.params.items() if name in _QUOTES and _tells_people(found.key, value)}
    return {
        "level": found.level,
        "key": storable(found.key)[:300],
        "code": found.code,
        "params": storable(json_safe({**found.params, **quoted})),
        "line": found.line,
        "column": found.column,
    }


def _tells_people(key: str, value: str) -> bool:
    return "@" in value or key.startswith(_ABOUT_PEOPLE)


def _told(row: Software) -> dict[str, Any]:
    """What the trail and the change date look at."""
    return {
        "name": row.name,
        "repository": row.repository_url,
        "licence": row.licence,
        "development_status": row.development_status,
        "version": row.software_version,
        "file_verdict": row.verdict,
        "publisher": row.publisher_name,
        "languages": list(row.languages),
        "summary_de": row.summary_de,
        "summary_en": row.summary_en,
    }


def _line(text: str, limit: int) -> str:
    """One storable line of bounded length."""
    return str(json_safe(" ".join(text.split())))[:limit]


def _web(url: str) -> str:
    return url if url.startswith(("https://", "http://")) and "@" not in url else ""


def _owner(url: str) -> str:
    """The first part of a repository's path: who keeps it on the forge."""
    return canonical(url).removeprefix("https://").partition("/")[2].partition("/")[0]
