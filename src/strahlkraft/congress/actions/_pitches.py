"""What the actions on pitches share: reading them locked, whose they are, writing their content."""

from datetime import datetime

from strahlkraft.congress import access, texts
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.models import Call, Occasion, Pitch
from strahlkraft.congress.rules import borrowing
from strahlkraft.congress.rules import calls as rules
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code, short_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects.models import Document, Participation, Project
from strahlkraft.reuse.rules.requests import plain, plain_line

PICTURES = ("image/png", "image/jpeg", "image/webp")


def locked(code: str) -> Pitch:
    """A pitch by the code of its private link; Refused, hidden, when there is none."""
    pitch = (
        Pitch.objects.select_for_update(of=("self",))
        .select_related("occasion", "topic", "project", "organisation")
        .filter(link_code=code)
        .first()
    )
    if pitch is None:
        raise unknown()
    return pitch


def unknown() -> Refused:
    """The answer to who asks for something that is not there for them."""
    return Refused([Refusal("unknown", gettext_noop("There is no such pitch."))], hidden=True)


def managed(who: Actor, slug: str) -> Occasion:
    """An event that ``who`` manages; Refused, hidden, when there is none of that address for them."""
    occasion = Occasion.objects.filter(slug=slug).first()
    if occasion is None:
        raise unknown()
    ensure(access.may_manage(who, occasion), hidden=True)
    return occasion


def lock_call(occasion: Occasion) -> Call | None:
    """The call of an event, locked: places are given one decision after the other."""
    return Call.objects.select_for_update().filter(occasion=occasion).first()


def times(occasion: Occasion, call: Call | None) -> rules.CallTimes | None:
    """What the rules need to know of a call."""
    if call is None:
        return None
    return rules.CallTimes(occasion.state, call.opens_at, call.closes_at, occasion.starts_at, occasion.ends_at)


def call_of(occasion: Occasion) -> Call | None:
    """The call of an event, read."""
    return Call.objects.filter(occasion=occasion).first()


def ensure_own(who: Actor, pitch: Pitch) -> None:
    """By the pitch's private link, or as who manages the event; else it is not there."""
    if isinstance(who, access.LinkHolder) and (who.purpose, who.code) == ("pitch", pitch.link_code):
        return
    ensure(access.may_manage(who, pitch.occasion), hidden=True)


def is_office(who: Actor, pitch: Pitch) -> bool:
    """Whether the organisers act; dates of the call do not bind them."""
    return not access.may_manage(who, pitch.occasion)


def invitations(pitch: Pitch) -> list[str]:
    """What those named as speakers answered."""
    return list(pitch.speaking.values_list("state", flat=True))


def content_problems(pitch: Pitch, content: rules.PitchContent, *, whole: bool) -> list[Refusal]:
    """What is wrong with a content, measured at this pitch's event and project."""
    return rules.content_problems(
        content,
        whole=whole,
        topics=set(pitch.occasion.topics.values_list("slug", flat=True)),
        features=texts.FEATURES,
        pictures={document.pk for document in pictures_of(pitch.project)},
    )


def pictures_of(project: Project | None) -> list[Document]:
    """The pictures a project can give to its pitches."""
    if project is None:
        return []
    rows = Document.objects.filter(project=project, removed=False, media_type__in=PICTURES).exclude(file="")
    return list(rows.order_by("id"))


def facts_of(project: Project) -> borrowing.ProjectFacts:
    """What a project gives to a pitch."""
    people = list(Participation.objects.filter(project=project).select_related("organisation"))
    leads = [person for person in people if person.role == Participation.Role.LEAD]
    lead = leads[0].organisation.name if leads and leads[0].organisation else leads[0].stated_name if leads else ""
    return borrowing.ProjectFacts(
        title=project.title,
        summary=project.summary,
        benefit=project.benefit,
        lead=lead,
        partners=tuple(p.stated_name for p in people if p.role == Participation.Role.PARTNER),
        pictures=tuple(document.pk for document in pictures_of(project)),
    )


def apply(pitch: Pitch, content: rules.PitchContent, *, at: datetime) -> None:
    """Write a judged content into a pitch and keep it; the body stays a record of the network while its name does."""
    pitch.title = plain_line(content.title)
    pitch.summary = plain_line(content.summary)
    pitch.description = plain(content.description)
    pitch.topic = pitch.occasion.topics.filter(slug=content.topic).first() if content.topic else None
    name = plain_line(content.organisation_name)
    if pitch.organisation is None or pitch.organisation.name != name:
        lead = _lead(pitch.project)
        pitch.organisation = (
            lead.organisation if lead and lead.organisation and lead.organisation.name == name else None
        )
    pitch.organisation_name = name
    pitch.partners = [line for line in map(plain_line, content.partners) if line]
    pitch.language, pitch.mode = content.language, content.mode
    pitch.needs = sorted(set(content.needs))
    pitch.needs_note = plain_line(content.needs_note)
    pitch.sign_language, pitch.for_prize = content.sign_language, content.for_prize
    pitch.person = plain_line(content.person)
    pitch.changed_at = at
    pitch.save()
    pitch.pictures.set(Document.objects.filter(pk__in=content.pictures, project=pitch.project))


def _lead(project: Project | None) -> Participation | None:
    leads = Participation.objects.filter(project=project, role=Participation.Role.LEAD) if project else None
    return leads.select_related("organisation").first() if leads is not None else None


def new_pitch(occasion: Occasion, call: Call | None, *, at: datetime) -> Pitch:
    """An empty draft with names of its own, not kept yet."""
    code = short_code()
    while Pitch.objects.filter(code=code).exists():
        code = short_code()
    return Pitch(
        occasion=occasion,
        code=code,
        link_code=new_code(),
        seconds=call.seconds if call else 180,
        created_at=at,
        changed_at=at,
    )


def of_pitch(verb: str, pitch: Pitch, **parts: object) -> None:
    """The deed's line in the trail, about a pitch."""
    record(verb, occasion=pitch.occasion, subject=pitch.label, **parts)  # type: ignore[arg-type] # the parts of record()
