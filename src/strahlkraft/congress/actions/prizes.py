"""Prizes: when jury and audience vote, one vote a person, the tally published with its method."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _

from strahlkraft.accounts.queries import secret_keys
from strahlkraft.congress import access
from strahlkraft.congress.actions import _pitches as shared
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.models import Occasion, Pitch, Prize, Vote
from strahlkraft.congress.rules import calls
from strahlkraft.congress.rules import prize as rules
from strahlkraft.congress.rules.lengths import too_long
from strahlkraft.congress.rules.vocabulary import PitchState, VoteSide
from strahlkraft.kernel.actor import NOBODY, Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.slug import first_free, slugify
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.requests import plain, plain_line


def secret() -> bytes:
    """What makes ticket codes and voters' digests nobody else can make."""
    return settings.SECRET_KEY.encode()


def secrets() -> list[bytes]:
    """That secret and its predecessors: tickets that were printed stay good, and nobody votes twice after a change of it."""
    return [key.encode() for key in secret_keys()]


def times(prize: Prize, side: str) -> rules.Times:
    """When one side may vote."""
    if side == VoteSide.JURY:
        return rules.Times(prize.jury_opens_at, prize.jury_closes_at)
    return rules.Times(prize.audience_opens_at, prize.audience_closes_at)


@transaction.atomic
def save_prize(  # noqa: PLR0913 - the parts of a prize
    *,
    by: Actor,
    at: datetime,
    slug: str,
    prize: str = "",
    name: str,
    donor: str = "",
    text: str = "",
    jury: rules.Times,
    audience: rules.Times,
    submission: UUID | None = None,
) -> Prize:
    """Add a prize, or change the one of that slug; once its tally is published it stays as it is."""
    occasion = shared.managed(by, slug)
    row = Prize.objects.select_for_update().filter(occasion=occasion, slug=prize).first() if prize else None
    if prize and row is None:
        raise shared.unknown()
    refusals = rules.times_problems(jury, audience)
    refusals += too_long([("name", name, 200), ("donor", donor, 200), ("text", text, calls.CALL_LIMIT)])
    if not plain_line(name):
        refusals.append(Refusal("name_missing", gettext_noop("Please give a name."), "name"))
    if row is not None and row.published_at:
        refusals += rules.may_publish(jury, audience, published=True, at=at)
    ensure(refusals)
    if row is None:
        taken = occasion.prizes.values_list("slug", flat=True)
        row = Prize(occasion=occasion, slug=first_free(slugify(plain_line(name)), taken))
    row.name, row.donor, row.text = plain_line(name), plain_line(donor), plain(text)
    row.jury_opens_at, row.jury_closes_at = jury.opens_at, jury.closes_at
    row.audience_opens_at, row.audience_closes_at = audience.opens_at, audience.closes_at
    row.save()
    record("save_prize", by=by, at=at, occasion=occasion, after={"prize": row.name}, submission=submission)
    return row


@transaction.atomic
def vote(*, by: Actor, at: datetime, slug: str, prize: str, side: str, voter: str, pitch: str) -> Prize:
    """Give one vote. ``voter`` names the person as the side knows them: ``crew:…``, ``registration:…``, ``ticket:…``.

    Only a digest of it is kept, and the trail does not say who voted: which vote is whose, nobody can find out.
    The constraint of the table, not this check, keeps a second vote out when two come at once.
    """
    row = Prize.objects.select_related("occasion").filter(occasion__slug=slug, slug=prize).first()
    if row is None or side not in set(VoteSide):
        raise shared.unknown()
    kind, _colon, name = voter.partition(":")
    digest = rules.voter_digest(secret(), row.pk, kind, name)
    chosen = standing(row.occasion).get(pitch)
    voted = has_voted(row, side, voter)
    ensure(rules.may_vote(times(row, side), takes_part=chosen is not None, voted=voted, at=at))
    assert chosen is not None  # noqa: S101 - the rule refused otherwise; tells the type checker
    try:
        with transaction.atomic():
            Vote.objects.create(
                prize=row, side=side, voter=digest, pitch=chosen, given_at=at.replace(second=0, microsecond=0)
            )
    except IntegrityError as error:
        raise Refused([rules.already_voted()]) from error
    record("vote", by=NOBODY, at=at, occasion=row.occasion, after={"prize": row.name, "vote_side": side})
    return row


def has_voted(prize: Prize, side: str, voter: str) -> bool:
    """Whether somebody's vote is in; for whom it is, nobody can find out."""
    kind, _colon, name = voter.partition(":")
    digests = [rules.voter_digest(key, prize.pk, kind, name) for key in secrets()]
    return Vote.objects.filter(prize=prize, side=side, voter__in=digests).exists()


def standing(occasion: Occasion) -> dict[str, Pitch]:
    """The pitches that stand for the prizes of an event, by code: confirmed ones that want to take part."""
    rows = Pitch.objects.filter(occasion=occasion, state=PitchState.CONFIRMED, for_prize=True)
    return {pitch.code: pitch for pitch in rows.select_related("organisation", "occasion").order_by("title", "id")}


def counted(prize: Prize, side: str) -> list[rules.Place]:
    """The tally of one side as it stands."""
    counts = dict(
        Vote.objects.filter(prize=prize, side=side).values_list("pitch__code").annotate(n=Count("id")).order_by()
    )
    return rules.tally(counts, [*standing(prize.occasion), *(code for code in counts)])


@transaction.atomic
def publish_tally(*, by: Actor, at: datetime, slug: str, prize: str, submission: UUID | None = None) -> Prize:
    """Publish both tallies with the text that says how they were counted."""
    row = Prize.objects.select_for_update(of=("self",)).filter(occasion__slug=slug, slug=prize).first()
    if row is None:
        raise shared.unknown()
    ensure(access.may_manage(by, row.occasion), hidden=True)
    jury, audience = times(row, VoteSide.JURY), times(row, VoteSide.AUDIENCE)
    ensure(rules.may_publish(jury, audience, published=row.published_at is not None, at=at))
    sides = [side for side in VoteSide if times(row, side).opens_at is not None]
    row.tally = {str(side): [[place.pitch, place.votes, place.rank] for place in counted(row, side)] for side in sides}
    with translation.override("de"):
        row.method = _method(row, at=at)
    row.published_at = at
    row.save()
    record(
        "publish_tally",
        by=by,
        at=at,
        occasion=row.occasion,
        after={"prize": row.name, "tally": row.tally},
        submission=submission,
    )
    return row


def _method(prize: Prize, *, at: datetime) -> str:
    """How it was counted, as it was published."""
    parts = [
        _("Every person had one vote; it could not be changed. Jury and audience were counted apart and not added up.")
    ]
    for side, sentence in (
        (VoteSide.JURY, _("Jury: %(votes)s votes, one for each member by a personal link.")),
        (
            VoteSide.AUDIENCE,
            _("Audience: %(votes)s votes, one for each registration or ticket code."),
        ),
    ):
        if times(prize, side).opens_at is not None:
            parts.append(sentence % {"votes": Vote.objects.filter(prize=prize, side=side).count()})
    parts.append(_("Whoever has the most votes wins; equal numbers share a place, and nobody drew lots."))
    return " ".join(parts)
