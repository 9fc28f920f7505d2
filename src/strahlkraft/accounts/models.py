"""People, what they may do where, and the links that let them in."""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from strahlkraft.accounts import rules
from strahlkraft.kernel.actor import Right

LABEL_PART = 80  # characters for each half of "who, standing in for whom": columns hold 200
ROLE_CHOICES = [(role.value, rules.ROLE_NAMES[role]) for role in rules.Role if role is not rules.Role.PUBLIC]


def _roles_of(scope: rules.Scope) -> list[str]:
    return [role.value for role in rules.Role if rules.SCOPES[role] is scope]


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person with this address."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person with an account; implements ``kernel.actor.Actor``. Created by the administration only."""

    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="de")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        """Addresses are kept in small letters, so that one person has one account."""

        ordering = ("display_name", "pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case"),
            models.CheckConstraint(condition=~models.Q(display_name=""), name="user_has_name"),
        )

    def __str__(self) -> str:
        """Return the name shown to others."""
        return self.display_name

    def get_full_name(self) -> str:
        """Return the name shown to others."""
        return self.display_name

    @property
    def actor_id(self) -> str:
        """Stable and without personal data."""
        return f"user:{self.pk}"

    @property
    def actor_label(self) -> str:
        """The name the trail shows; with the names of those who are away and whose rights were needed so far."""
        if not self._stood_in_for:
            return self.display_name
        with translation.override(settings.LANGUAGE_CODE):
            words = _("%(name)s, standing in for %(absent)s")
        absent = ", ".join(sorted(self._stood_in_for))
        return words % {"name": self.display_name[:LABEL_PART], "absent": absent[:LABEL_PART]}

    @cached_property
    def _stood_in_for(self) -> set[str]:
        """Whose rights were needed since this instance was read (that is: in this request)."""
        return set()

    @cached_property
    def _roles_now(self) -> tuple[tuple[rules.Grant, str], ...]:
        """One's own roles and, while they are away, those of the people one stands in for, with whose they are."""
        if not self.is_active:
            return ()
        now = timezone.now()
        absent = Absence.objects.on(timezone.localdate(now)).filter(deputy=self, user__is_active=True)
        held = Membership.objects.valid_at(now).filter(models.Q(user=self) | models.Q(user__in=absent.values("user")))
        rows = held.values_list("role", "region_id", "organisation_id", "user_id", "user__display_name")
        return tuple(
            (rules.Grant(rules.Role(role), region, organisation, None if whose == self.pk else whose), name)
            for role, region, organisation, whose, name in rows
        )

    @property
    def grants(self) -> tuple[rules.Grant, ...]:
        """The roles that hold now, read once for each instance (that is: once for each request)."""
        return tuple(grant for grant, _name in self._roles_now)

    def forget_roles(self) -> None:
        """Read the roles anew when they are asked for next: they have changed."""
        self.__dict__.pop("_roles_now", None)

    @property
    def roles(self) -> frozenset[rules.Role]:
        """The roles that hold now; everybody is at least the public."""
        return frozenset({rules.Role.PUBLIC, *(grant.role for grant in self.grants)})

    def holds(
        self, right: Right, *, region_id: int | None = None, organisation_ids: frozenset[int] = frozenset()
    ) -> bool:
        """Whether ``right`` is held in that region or for one of those organisations; without both: anywhere.

        When only the role of somebody who is away gives it, the trail will say so.
        """
        for grant, name in sorted(self._roles_now, key=lambda row: row[0].stands_in_for is not None):
            if rules.allows([grant], right, region_id=region_id, organisation_ids=organisation_ids):
                if grant.stands_in_for is not None:
                    self._stood_in_for.add(name)
                return True
        return False

    def region_ids(self, right: Right) -> frozenset[int] | None:
        """The regions in which ``right`` is held; None means all."""
        return rules.regions_with(self.grants, right)

    def organisation_ids(self, right: Right) -> frozenset[int]:
        """The organisations for which ``right`` is held beside the regions."""
        return rules.organisations_with(self.grants, right)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Words for memberships."""

    def valid_at(self, at: datetime) -> "MembershipQuerySet":
        """Keep those that hold at ``at``; ``valid_until`` is the first moment they no longer do."""
        return self.filter(models.Q(valid_until=None) | models.Q(valid_until__gt=at), valid_from__lte=at)


class Membership(models.Model):
    """One role of one person, in a region, for an organisation or everywhere (``rules.SCOPES`` says which)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    region = models.ForeignKey(
        "network.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="role_grants"
    )
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="role_grants"
    )
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="granted_memberships"
    )  # null: the machine itself (set-up command)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        """Each role has exactly the scope the table of roles gives it; the same open role is held once."""

        ordering = ("user_id", "role", "pk")
        constraints = (
            models.CheckConstraint(
                name="membership_scope_fits_role",
                condition=models.Q(
                    role__in=_roles_of(rules.Scope.OWN_ORGANISATION), organisation__isnull=False, region__isnull=True
                )
                | models.Q(role__in=_roles_of(rules.Scope.OWN_REGION), region__isnull=False, organisation__isnull=True)
                | models.Q(role__in=_roles_of(rules.Scope.EVERYWHERE), region__isnull=True, organisation__isnull=True),
            ),
            models.CheckConstraint(
                name="membership_period",
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
            ),
            models.UniqueConstraint(
                name="membership_once_per_region",
                fields=["user", "role", "region"],
                condition=models.Q(valid_until=None, region__isnull=False),
            ),
            models.UniqueConstraint(
                name="membership_once_per_organisation",
                fields=["user", "role", "organisation"],
                condition=models.Q(valid_until=None, organisation__isnull=False),
            ),
            models.UniqueConstraint(
                name="membership_once_everywhere",
                fields=["user", "role"],
                condition=models.Q(valid_until=None, region__isnull=True, organisation__isnull=True),
            ),
        )

    def __str__(self) -> str:
        """Return person and role."""
        return f"{self.user_id} {self.role}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Words for absences."""

    def on(self, day: date) -> "AbsenceQuerySet":
        """Keep those that hold on this day."""
        return self.between(day, day)

    def between(self, first_day: date, last_day: date) -> "AbsenceQuerySet":
        """Keep those that hold on one of these days."""
        return self.filter(first_day__lte=last_day, last_day__gte=first_day, ended_at=None)


class Absence(models.Model):
    """Somebody is away, and who acts meanwhile. Why they are away is nobody's business and stands nowhere."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deputyships")
    first_day = models.DateField()
    last_day = models.DateField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # early

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        """Newest first; nobody stands in for themselves."""

        ordering = ("-first_day", "-pk")
        constraints = (
            models.CheckConstraint(name="absence_period", condition=models.Q(last_day__gte=models.F("first_day"))),
            models.CheckConstraint(name="absence_other_deputy", condition=~models.Q(user=models.F("deputy"))),
        )
        indexes = (
            models.Index(fields=["deputy", "last_day"], name="absence_by_deputy", condition=models.Q(ended_at=None)),
        )

    def __str__(self) -> str:
        """Return who and when."""
        return f"{self.user_id} {self.first_day}–{self.last_day}"


class SignInLink(models.Model):
    """A link sent by e-mail that signs in once; only the hash of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    next_path = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """It ends after it began."""

        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="sign_in_link_period", condition=models.Q(expires_at__gt=models.F("created_at"))
            ),
        )

    def __str__(self) -> str:
        """Return whose it is, never the token."""
        return f"{self.user_id} {self.created_at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Cut a next address that is too long rather than fail the sign-in."""
        if len(self.next_path) > 500:  # noqa: PLR2004 - the column's length
            self.next_path = ""
        super().save(*args, **kwargs)
