"""What articles and the newsletter can be made of: a project, a check-in that was published, a reuse in operation, a pitch.

Headings and sentences are German, whoever presses the button: German is the language every article has.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from strahlkraft.design.addresses import address
from strahlkraft.design.formats import partial_date
from strahlkraft.kernel.actor import Actor
from strahlkraft.network.models import ContactPoint, Region
from strahlkraft.newsroom.queries import facts
from strahlkraft.newsroom.rules.prefilling import (
    Form,
    Material,
    Pitched,
    Section,
    kind_of,
    listed,
    name_of,
    plain,
)
from strahlkraft.newsroom.rules.vocabulary import ArticleKind, Language, LinkKind
from strahlkraft.projects.access import visible_to
from strahlkraft.projects.models import Event, Participation, Project
from strahlkraft.reuse.models import ReuseCase, ReuseOffer
from strahlkraft.reuse.rules.vocabulary import CaseState
from strahlkraft.steering.models import StatusReport
from strahlkraft.steering.rules.vocabulary import CheckInState

SHORT_FIGURES = ("funding", "start", "end", "formally_closed", "in_operation", "reusable", "reuses")
"""What an article quotes; a fact sheet quotes everything somebody states."""
_CARRIES = (Participation.Role.LEAD, Participation.Role.PARTNER)


def of(by: Actor, kind: str, key: str, form: Form) -> Material | None:
    """What can be made of a thing ``by`` may see; None when there is no such thing, or nothing of it is public."""
    read = _READ.get(kind)
    if read is None:
        return None
    with translation.override(Language.GERMAN):
        return read(by, key, form)


# ---- a project


def _project(by: Actor, key: str, form: Form) -> Material | None:
    row = visible_to(by).select_related("region").filter(slug=key).first()
    if row is None:
        return None
    sheet = form is Form.FACTS
    title = _("%(project)s: facts and figures") % {"project": row.title} if sheet else row.title
    parts = _fact_sheet(row) if sheet else _story(row)
    return Material(
        made_from=name_of(LinkKind.PROJECT, row.slug, form),
        kind=kind_of(form, ArticleKind.RESULT),
        title=title,
        lead=row.summary,
        sections=tuple(parts),
        links=_links(row, with_offers=True),
        picked=(LinkKind.PROJECT, row.slug),
        **_place(row),
    )


def _story(row: Project) -> Iterator[Section]:
    yield Section(_("What it brings to all municipalities"), plain(row.benefit))
    yield Section(_("What is special about it"), plain(row.unique_feature))
    yield Section(_("Where it stands"), _figures(row, SHORT_FIGURES))
    yield Section(_("What can be taken over"), _offers(row))
    yield Section(_("Who takes part"), _people(row))


def _fact_sheet(row: Project) -> Iterator[Section]:
    yield Section(_("In figures"), _figures(row, ()))
    yield Section(_("Who takes part"), _people(row))
    yield Section(_("What can be taken over"), _offers(row))
    yield Section(_("Benefit for all municipalities"), plain(row.benefit))


def _figures(row: Project, fields: tuple[str, ...]) -> str:
    """Figures by reference, so that a corrected one is corrected here too; all that are stated when none is named."""
    known = facts.of_project(row.slug)
    wanted = [one for one in known if not fields or one.reference.rpartition(":")[2] in fields]
    return listed(f"{one.label[:1].upper()}{one.label[1:]}: {one.mark}" for one in wanted)


def _offers(row: Project) -> str:
    rows = ReuseOffer.objects.published().filter(project=row).order_by("title", "pk")
    return listed(f"[{_bracketed(offer.title)}]({address(offer.label)})" for offer in rows)


def _people(row: Project) -> str:
    rows = row.participations.filter(role__in=_CARRIES).order_by("role", "position", "pk")
    names = dict.fromkeys(plain(name) for name in rows.values_list("stated_name", flat=True))
    return listed(names)


def _bracketed(text: str) -> str:
    """Words that may stand as those of a link."""
    return " ".join(text.replace("[", "(").replace("]", ")").split())


def _links(row: Project, *, with_offers: bool = False) -> tuple[tuple[str, str], ...]:
    offers = ReuseOffer.objects.published().filter(project=row).order_by("pk") if with_offers else ()
    return ((LinkKind.PROJECT, row.slug), *((LinkKind.OFFER, offer.slug) for offer in offers))


def _place(row: Project) -> Mapping[str, Any]:
    """Region, topic and whom the press may ask, as the project has them."""
    topic = row.fields_of_action.order_by("pk").first()
    return {"region_id": row.region_id, "topic": topic.slug if topic else "", "contact": _contact(row.region_id)}


def _contact(region_id: int | None) -> int | None:
    rows = (
        ContactPoint.objects.exclude(mailbox="").filter(region=region_id) if region_id else ContactPoint.objects.none()
    )
    return rows.values_list("pk", flat=True).first()


# ---- a check-in


def _checkin(by: Actor, key: str, form: Form) -> Material | None:
    rows = StatusReport.objects.filter(checkin__code=key, checkin__state=CheckInState.PUBLISHED)
    rows = rows.filter(checkin__project__in=visible_to(by))
    report = rows.select_related("checkin__project__region").order_by("-number").first()
    if report is None or form is Form.FACTS:
        return None
    row, month = report.checkin.project, date_format(report.checkin.month, "F Y")
    words = {"project": row.title, "month": month}
    told = str(report.content.get("text") or "")
    achieved = str(report.content.get("achieved") or "")
    return Material(
        made_from=name_of("checkin", key),
        kind=ArticleKind.NEWS,
        title=_("%(project)s: where it stands in %(month)s") % words,
        lead=told or achieved,
        sections=(
            Section(_("What was achieved"), plain(achieved) if told else ""),
            Section(_("What comes next"), plain(str(report.content.get("next_steps") or ""))),
            Section(_("Where it stands"), _figures(row, SHORT_FIGURES)),
        ),
        links=_links(row),
        picked=(LinkKind.PROJECT, row.slug),
        worded=True,
        **_place(row),
    )


# ---- a reuse


def _case(by: Actor, key: str, form: Form) -> Material | None:
    del by  # everybody may see it, or nobody writes of it
    rows = ReuseCase.objects.public().filter(code=key, state=CaseState.IN_OPERATION)
    case = rows.select_related(
        "offer__project__region", "project__region", "software", "municipality", "region"
    ).first()
    if case is None or form is Form.FACTS:
        return None
    row = case.offer.project if case.offer else case.project
    words = {"who": case.stated_name, "what": case.about.title}
    lead = _("%(who)s uses “%(what)s” in its daily work.") % words
    if case.state_since:
        since = {"day": partial_date(case.state_since)}
        lead = f"{lead} {_('It has been in operation since %(day)s.') % since}"
    links: list[tuple[str, str]] = [(LinkKind.CASE, case.code)]
    if case.offer:
        links.append((LinkKind.OFFER, case.offer.slug))
    if row and row.publication == "published":
        links.append((LinkKind.PROJECT, row.slug))
    if case.municipality:
        links.append((LinkKind.MUNICIPALITY, case.municipality.key))
    region = row.region_id if row else case.region_id
    place: Mapping[str, Any] = _place(row) if row else {"region_id": region, "contact": _contact(region)}
    return Material(
        made_from=name_of(LinkKind.CASE, key),
        kind=ArticleKind.REUSE,
        title=_("%(who)s takes over “%(what)s”") % words,
        lead=lead,
        sections=tuple(_reuse(case, row)),
        links=tuple(links),
        picked=(LinkKind.CASE, case.code),
        **place,
    )


def _reuse(case: ReuseCase, row: Project | None) -> Iterator[Section]:
    used = [case.modules, case.version_used]
    yield Section(_("What is used"), listed(plain(text) for text in used if text))
    for lesson in case.lessons.filter(public=True):
        yield Section(_("What helped"), plain(lesson.helped))
        yield Section(_("What hindered"), plain(lesson.hindered))
        yield Section(_("What they would do differently"), plain(lesson.advice))
    if row and row.publication == "published":
        yield Section(
            _("Where it comes from"), f"[{_bracketed(row.title)}]({address(row.label)})\n\n{plain(row.summary)}"
        )


# ---- a pitch


def of_pitch(by: Actor, pitch: Pitched) -> Material:
    """What can be made of a pitch a door hands in; its project stands in it when it is public."""
    with translation.override(Language.GERMAN):
        seen = visible_to(by).filter(slug=pitch.project) if pitch.project else Project.objects.none()
        row = seen.select_related("region").first()
        event = Event.objects.filter(slug=pitch.event).first() if pitch.event else None
        stage = _("This was shown on stage: %(occasion)s.") % {"occasion": pitch.occasion}
        known = Region.objects.filter(pk=pitch.region_id).exists() if pitch.region_id else False
        place: Mapping[str, Any] = _place(row) if row else {"region_id": pitch.region_id if known else None}
        links = [*(_links(row) if row else ()), *([(LinkKind.EVENT, event.slug)] if event else [])]
        public = row is not None and row.publication == "published"
        return Material(
            made_from=name_of("pitch", pitch.code),
            kind=ArticleKind.PITCH,
            title=pitch.title,
            lead=pitch.summary,
            sections=(
                Section("", plain(pitch.description)),
                Section(_("Who takes part"), listed(plain(name) for name in (pitch.body, *pitch.partners) if name)),
                Section(_("Where it stands"), _figures(row, SHORT_FIGURES) if row else ""),
                Section("", stage),
            ),
            links=tuple(links),
            picked=(LinkKind.PROJECT, row.slug) if row and public else ("", ""),
            worded=True,
            demonstration=pitch.demonstration,
            **place,
        )


_READ: Mapping[str, Callable[[Actor, str, Form], Material | None]] = {
    LinkKind.PROJECT: _project,
    "checkin": _checkin,
    LinkKind.CASE: _case,
}
"""By kind of label."""
