"""From offers, software, reuses and readiness checks to their shapes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal, cast

from django.utils import timezone
from django.utils.translation import gettext

from strahlkraft.api.reading import common as read
from strahlkraft.api.schemas import reuse as shape
from strahlkraft.api.schemas.common import none
from strahlkraft.api.schemas.projects import FieldOfAction
from strahlkraft.design.formats import day, partial_date
from strahlkraft.kernel.label import Label
from strahlkraft.reuse import texts
from strahlkraft.reuse.models import ReadinessRun, ReuseCase, ReuseOffer, Software
from strahlkraft.reuse.models.cases import CaseQuerySet
from strahlkraft.reuse.queries import cases, exports
from strahlkraft.reuse.readiness import Finding, words
from strahlkraft.reuse.rules.cases import Median
from strahlkraft.reuse.rules.software import is_gone

_OFFER_TEXTS = (
    "summary", "description", "target_groups", "scope", "transfer_value", "stakeholders", "best_practice",
    "legal_basis", "licence", "repository_url", "landing_url", "development_status", "last_change", "last_release",
    "in_operation_since", "data_protection_url", "accessibility_url",
)  # fmt: skip
_OFFER_VALUES = ("identifier", "slug", "title", "kind", "finished", "in_operation", "small_towns", "version",
                 "published_at", "changed_at")  # fmt: skip
_OFFER_LISTS = ("size_classes", "languages", "platforms", "standards", "procurement")
_SOFTWARE_TEXTS = (
    "country", "landing_url", "licence", "development_status", "software_type", "software_version", "release_date",
    "summary_de", "summary_en", "verdict", "source_note",
)  # fmt: skip
_SOFTWARE_VALUES = ("slug", "name", "repository_url", "own_words", "checked_on", "origin", "source_url", "read_on",
                    "last_change_on", "archived", "changed_at")  # fmt: skip
_SOFTWARE_LISTS = ("platforms", "languages", "categories", "based_on")
_EFFORT = ("introduction_days", "introduction_cost", "yearly_days", "yearly_cost", "year")
_KEPT_BACK = {"mailbox", "publiccode"}  # of an offer; also as names of changed fields


def offers(slugs: Sequence[str]) -> list[shape.Offer]:
    """Published offers in the order of ``slugs``, in a constant number of queries."""
    rows = exports.in_order(exports.public_offers().filter(slug__in=slugs), slugs)
    return [shape.Offer(**_offer(cast("ReuseOffer", row))) for row in rows]


def offer(key: str) -> shape.OfferDetail | None:
    """One published offer by slug or identifier, with all that is known about it."""
    column = "identifier" if key.startswith("SK-") else "slug"
    row = exports.public_offers().filter(**{column: key}).first()
    if row is None:
        return None
    figures = cases.figures_of(offer_id=row.pk)
    return shape.OfferDetail(
        **_offer(row),
        versions=[
            shape.Version(
                number=version.number,
                published_at=version.published_at,
                note=none(version.note),
                changed_fields=[name for name in version.changed_fields if name not in _KEPT_BACK],
            )
            for version in row.versions.all()
        ],
        findings=_findings(exports.check_of(row, today=timezone.localdate())),
        figures=shape.ReuseFigures(
            **{name: getattr(figures, name) for name in shape.ReuseFigures.model_fields if not name.startswith("days")},
            days_to_answer=_median(figures.days_to_answer),
            days_to_reuse=_median(figures.days_to_reuse),
        ),
        reuses=reuses(exports.public_cases().filter(offer=row)),
    )


def software(slugs: Sequence[str]) -> list[shape.Software]:
    """Listed software in the order of ``slugs``, in a constant number of queries."""
    rows = exports.in_order(exports.public_software().filter(slug__in=slugs), slugs)
    return [shape.Software(**_software(cast("Software", row))) for row in rows]


def one_software(slug: str) -> shape.SoftwareDetail | None:
    """One listed software, with all that is known about it."""
    row = exports.public_software().filter(slug=slug).first()
    if row is None:
        return None
    return shape.SoftwareDetail(
        **_software(row),
        addresses=[
            shape.Address(url=address.url, kind=address.kind, label=str(texts.ADDRESS_KINDS[address.kind]))
            for address in row.addresses.all()
        ],
        file_findings=[_file_finding(found) for found in row.findings],
        findings=_findings(exports.check_of(row, today=timezone.localdate())),
        reuses=reuses(exports.public_cases().filter(software=row)),
    )


def reuses(rows: CaseQuerySet | Iterable[ReuseCase]) -> list[shape.Reuse]:
    """Public cases, in a constant number of queries; ``rows`` come from ``exports.public_cases``."""
    return [_reuse(row) for row in rows]


def readiness(kind: str, key: str) -> shape.Readiness | None:
    """The readiness check of a public thing; None when there is none."""
    found = exports.readiness_of(kind, key, today=timezone.localdate())
    if found is None:
        return None
    check, at = found.standing.check, found.standing.confirmed_at
    return shape.Readiness(
        about=_thing(found.label),
        standing=_standing(check.level, at),
        findings=_findings(found),
        history=[
            shape.LevelChange(level=_level(change.level), before=_level(change.before), at=change.at)
            for change in found.standing.history
        ],
    )


def _offer(row: ReuseOffer) -> dict[str, Any]:
    return {
        **{name: none(getattr(row, name)) for name in _OFFER_TEXTS},
        **{name: getattr(row, name) for name in _OFFER_VALUES},
        **{name: list(getattr(row, name)) for name in _OFFER_LISTS},
        "url": read.page_url(row.label),
        "label": str(texts.RESULT_KINDS[row.kind]),
        "products": [
            shape.PresupposedProduct(
                name=product.name,
                proprietary=cast("Any", product.proprietary),
                alternative=none(product.alternative),
            )
            for product in row.products.all()
        ],
        "efforts": [
            shape.Effort(
                size_class=none(effort.size_class),
                stated_by=none(effort.stated_by),
                **{name: getattr(effort, name) for name in _EFFORT},
            )
            for effort in row.efforts.all()
        ],
        "keys": [shape.ServiceKey(scheme=cast("Any", key.scheme), key=key.key) for key in row.keys.all()],
        "papers": [
            shape.Paper(title=paper.title, url=paper.url, kind=cast("Any", paper.kind), licence=none(paper.licence))
            for paper in row.papers.all()
        ],
        "project": read.project_ref(row.project),
        "region": read.region_ref(row.project.region),
        "fields_of_action": [FieldOfAction(slug=f.slug, name=f.name) for f in row.project.fields_of_action.all()],
        "caretaker": read.organisation_ref(row.caretaker) if row.caretaker else None,
        "superseded": _replacement(exports.shown_successor(row), none(row.superseded_note)),
        "readiness": _kept(row),
    }


def _replacement(shown: ReuseOffer | None, note: str | None) -> shape.OfferReplacement | None:
    if not (shown or note):
        return None
    reference = None
    if shown:
        reference = shape.OfferRef(
            identifier=shown.identifier, slug=shown.slug, title=shown.title, url=read.page_url(shown.label)
        )
    return shape.OfferReplacement(offer=reference, note=note)


def _software(row: Software) -> dict[str, Any]:
    return {
        **{name: none(getattr(row, name)) for name in _SOFTWARE_TEXTS},
        **{name: getattr(row, name) for name in _SOFTWARE_VALUES},
        **{name: [str(value) for value in getattr(row, name)] for name in _SOFTWARE_LISTS},
        "url": read.page_url(row.label),
        "publisher": none(row.publisher_name or (row.publisher.name if row.publisher else "")),
        "gone": is_gone(row.misses),
        "readiness": _kept(row),
    }


def _file_finding(found: Mapping[str, Any]) -> shape.FileFinding:
    """Place and kind of a finding; not its values, which may be what a file says of people."""
    return shape.FileFinding(
        level=found["level"],
        key=none(found.get("key")),
        code=str(found["code"]),
        line=found.get("line") or None,
        column=found.get("column") or None,
    )


def _reuse(row: ReuseCase) -> shape.Reuse:
    software_row = row.software.merged_into or row.software if row.software else None
    return shape.Reuse(
        code=row.code,
        url=read.page_url(row.label),
        about=_thing(software_row.label if software_row else row.about),
        municipality=read.municipality_ref(row.municipality) if row.municipality else None,
        stated_name=row.stated_name,
        origin=cast("Any", row.origin),
        source=read.source_ref(row.source) if row.source else None,
        state=cast("Any", row.state),
        label=str(texts.CASE_STATES[row.state]),
        since=none(row.state_since),
        steps=[
            shape.ReuseStep(state=cast("Any", step.state), on=none(step.on), side=cast("Any", step.side))
            for step in row.steps.all()
        ],
        version_used=none(row.version_used),
        modules=none(row.modules),
        operating_model=cast("Any", row.operating_model),
        pilot=row.pilot,
        effort_days=row.effort_days,
        one_off_cost=cast("Any", row.one_off_cost),
        yearly_cost=cast("Any", row.yearly_cost),
        willing_to_talk=cast("Any", row.willing_to_talk),
        end_reason=cast("Any", none(row.end_reason)),
        lessons=[
            shape.Lesson(
                side=cast("Any", lesson.side),
                helped=none(lesson.helped),
                hindered=none(lesson.hindered),
                advice=none(lesson.advice),
            )
            for lesson in row.lessons.all()
            if lesson.public
        ],
        confirmed_at=row.confirmed_at,
        changed_at=row.changed_at,
    )


def _thing(label: Label) -> shape.ThingRef:
    return shape.ThingRef(kind=cast("Any", label.kind), key=label.key, title=label.title, url=read.page_url(label))


def _median(value: Median) -> shape.Median:
    return shape.Median(value=value.value, n=value.n)


def _kept(row: ReuseOffer | Software) -> shape.Standing | None:
    """The level last kept; needs ``standing_runs`` fetched with the row."""
    runs: list[ReadinessRun] = cast("Any", row).standing_runs
    return _standing(runs[0].level, runs[0].confirmed_at) if runs else None


def _level(level: str | None) -> Literal["findable", "transferable", "proven"] | None:
    return cast("Literal['findable', 'transferable', 'proven'] | None", level or None)


def _standing(level: str, at: datetime | None) -> shape.Standing:
    return shape.Standing(level=_level(level), label=gettext(words.LEVELS[level]), checked_at=at)


def _findings(found: exports.PublicCheck) -> list[shape.Finding]:
    return [
        _finding(_unnamed(finding) if found.successor_hidden else finding) for finding in found.standing.check.findings
    ]


def _unnamed(finding: Finding) -> Finding:
    """Without the title of what came instead."""
    if finding.reason_code != "current_superseded":
        return finding
    return replace(finding, reason_code="current_superseded_unnamed", evidence=(), params={})


def _finding(finding: Finding) -> shape.Finding:
    params = {name: day(value) if isinstance(value, date) else value for name, value in finding.params.items()}
    if "since" in params:
        params["since"] = partial_date(params["since"])
    return shape.Finding(
        criterion=finding.criterion,
        label=gettext(words.CRITERIA[finding.criterion]),
        verdict=cast("Any", finding.verdict),
        reason=gettext(words.REASONS[finding.reason_code]) % params,
        remedy=gettext(words.REMEDIES[finding.remedy_code]) if finding.remedy_code else None,
        by=cast("Any", finding.by),
        checked_on=finding.checked_on,
        evidence=[
            shape.Evidence(kind=piece.kind, link=none(piece.link), fact=none(piece.fact), on=piece.on)
            for piece in finding.evidence
        ],
    )
