"""Stored values in words: for two versions side by side and for the history."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.accounts.rules import ROLE_NAMES
from strahlkraft.audit.models import AuditEntry
from strahlkraft.design import formats
from strahlkraft.network.models import Organisation, Region
from strahlkraft.office import board_words, deed_words, occasion_words, own_words, steering_words
from strahlkraft.office.forms.base import AmountInput, LinesInput, PartialDateInput
from strahlkraft.office.forms.rows import MeaningInput
from strahlkraft.projects import readings, texts
from strahlkraft.projects.models import (
    FieldOfAction,
    FundingState,
    LicenceState,
    Participation,
    PhaseKind,
    Project,
    Publication,
    TruthKind,
)
from strahlkraft.reuse import texts as reuse_texts
from strahlkraft.reuse.models import Peer
from strahlkraft.reuse.readiness.words import CRITERIA, VERDICTS


def shown(field: forms.Field, value: Any) -> str:
    """A form field's value as a person reads it; empty when there is none."""
    if isinstance(field, forms.BooleanField):
        return _yes_no(value)
    if value is None or value in ("", [], ()):
        return ""
    spelt = next((words for kind, words in _SHOWN if isinstance(field, kind)), None)
    return spelt(field, value) if spelt else str(value)


def _choice(field: Any, value: Any) -> str:
    words = dict(field.choices)
    return ", ".join(str(words.get(key, key)) for key in (value if isinstance(value, list) else [value]))


_SHOWN: tuple[tuple[type[forms.Field], Callable[[Any, Any], str]], ...] = (  # the first that fits
    (LinesInput, lambda _field, value: "\n".join(value)),
    (PartialDateInput, lambda _field, value: formats.partial_date(value)),
    (MeaningInput, lambda _field, value: str(texts.QUALIFIERS.get(value, value))),
    (AmountInput, lambda _field, value: formats.money(value)),
    (forms.ModelMultipleChoiceField, lambda _field, value: ", ".join(sorted(str(row) for row in value))),
    (forms.ModelChoiceField, lambda _field, value: str(value)),
    (forms.ChoiceField, _choice),
)


def row_shown(form: forms.Form, row: Mapping[str, Any]) -> str:
    """A row of a section as one line."""
    parts = [
        shown(form.fields[name], value)
        for name, value in row.items()
        if name in form.fields and not isinstance(form.fields[name], forms.BooleanField)
    ]
    ticked = [str(form.fields[name].label) for name, value in row.items() if value is True and name in form.fields]
    return " · ".join(part.replace("\n", ", ") for part in [*parts, *ticked] if part)


def _yes_no(value: Any) -> str:
    return _("yes") if value else _("no")


LABELS: Mapping[str, Any] = {
    "feedback_until": gettext_lazy("Feedback until"),
    "title": gettext_lazy("Title"),
    "title_confirmed": gettext_lazy("A source confirms this as the official title"),
    "summary": gettext_lazy("Summary in plain words"),
    "benefit": gettext_lazy("Benefit for all municipalities"),
    "unique_feature": gettext_lazy("What is special about it"),
    "notes": gettext_lazy("Notes"),
    "search_words": gettext_lazy("Search words"),
    "region_id": gettext_lazy("Home region"),
    "also_region_ids": gettext_lazy("Also in"),
    "field_of_action_ids": gettext_lazy("Fields of action"),
    "result_kinds": gettext_lazy("Kinds of result"),
    "funding_state": gettext_lazy("Funding"),
    "licence_state": gettext_lazy("Licence"),
    "superseded_by_id": gettext_lazy("Replaced by this project"),
    "superseded_note": gettext_lazy("Replaced by something else"),
    "aliases": gettext_lazy("Other names"),
    "source_urls": gettext_lazy("Sources"),
    "participations": gettext_lazy("Taking part"),
    "truths": gettext_lazy("The three truths"),
    "phases": gettext_lazy("Phases"),
    "facts": gettext_lazy("Facts"),
    "region": gettext_lazy("Home region"),
    "lead": gettext_lazy("Lead"),
    "partners": gettext_lazy("Partners"),
    "reusers": gettext_lazy("Reuses the result"),
    "contact_org": gettext_lazy("Contact"),
    "topic": gettext_lazy("Fields of action"),
    "summary_de": gettext_lazy("Summary in plain words"),
    "status": gettext_lazy("State as the source words it"),
    "start": gettext_lazy("Start"),
    "start_basis": gettext_lazy("Meaning of the start"),
    "end": gettext_lazy("End"),
    "funding_eur": gettext_lazy("Funding by the Land"),
    "funding_is_approximate": gettext_lazy("Funding rounded by the source"),
    "total_cost_eur": gettext_lazy("Total cost"),
    "result_type": gettext_lazy("Kinds of result"),
    "licence": gettext_lazy("Licence as the source words it"),
    "repository": gettext_lazy("Repository"),
    "source": gettext_lazy("Main source"),
    "more_sources": gettext_lazy("More sources"),
    "source_conflicts": gettext_lazy("Sources disagree"),
    "conflicting_values": gettext_lazy("Values that disagree"),
    "transferable_from": gettext_lazy("Transferable from"),
    "transfer_assets": gettext_lazy("What can be taken over"),
    "also_regions": gettext_lazy("Also in"),
    "parent": gettext_lazy("Part of"),
    "added": gettext_lazy("Added"),
    "changed": gettext_lazy("Changed"),
    "removed": gettext_lazy("Removed"),
    "kept": gettext_lazy("Kept as the office had it"),
    "unchanged": gettext_lazy("Unchanged"),
    "as_of": gettext_lazy("As of"),
    "digest": gettext_lazy("Checksum (SHA-256)"),
    "publication": gettext_lazy("Publication"),
    "merged_into": gettext_lazy("Merged into"),
    "document": gettext_lazy("Document"),
    "size": gettext_lazy("Size in bytes"),
    "sha256": gettext_lazy("Checksum (SHA-256)"),
    "url": gettext_lazy("Link"),
    "role": gettext_lazy("Role"),
    "organisation_id": gettext_lazy("Organisation"),
    "valid_until": gettext_lazy("Valid until"),
    "language": gettext_lazy("Language"),
    "is_active": gettext_lazy("Active"),
    "is_demo": gettext_lazy("For trying out only"),
    "display_name": gettext_lazy("Name"),
    "roles": gettext_lazy("Roles"),
    "kind": gettext_lazy("What can be taken over"),
    "project": gettext_lazy("Project"),
    "version": gettext_lazy("Version"),
    "revision": gettext_lazy("State of the draft"),
    "state": gettext_lazy("State"),
    "said": gettext_lazy("What was reported"),
    "request": gettext_lazy("Request"),
    "criterion": gettext_lazy("Criterion"),
    "verdict": gettext_lazy("Your finding"),
    "side": gettext_lazy("To whom"),
    "confirmed": gettext_lazy("Confirmed"),
    "version_used": gettext_lazy("Version in use"),
    "modules": gettext_lazy("Parts in use"),
    "operating_model": gettext_lazy("Who runs it"),
    "pilot": gettext_lazy("It is a pilot"),
    "effort_days": gettext_lazy("Effort in person days"),
    "one_off_cost": gettext_lazy("Cost of the introduction"),
    "yearly_cost": gettext_lazy("Cost of a year"),
    "willing_to_talk": gettext_lazy("Ready to talk to others?"),
    "lesson": gettext_lazy("Experience"),
    "public": gettext_lazy("May be shown publicly"),
    "name": gettext_lazy("Name"),
    "publisher": gettext_lazy("Publisher"),
    "languages": gettext_lazy("Languages"),
    "summary_en": gettext_lazy("Summary in English"),
    "development_status": gettext_lazy("State of development"),
    "file_verdict": gettext_lazy("Check of the file"),
    "records": gettext_lazy("Records"),
    "forge": gettext_lazy("Kind of place"),
    "enabled": gettext_lazy("Is visited"),
    "kinds": gettext_lazy("Told of"),
    "ended": gettext_lazy("Ended"),
    "not_delivered": gettext_lazy("Not delivered"),
    "public_key": gettext_lazy("Public key"),
    "entries": gettext_lazy("Entries"),
    "new": gettext_lazy("New"),
    "withdrawn": gettext_lazy("Withdrawn"),
    **board_words.LABELS,
    **occasion_words.GUEST_LABELS,
    **occasion_words.PITCH_LABELS,
    **occasion_words.LABELS,
    **steering_words.LABELS,
}


def verb(name: str) -> Any:
    """A deed in words."""
    return deed_words.VERBS.get(name, name)


def reason(entry: AuditEntry) -> str:
    """Why something was done, in words; codes are spelt out."""
    said = deed_words.REASONS.get(entry.verb, {}).get(entry.reason, "")
    return _(str(said)) if said else entry.reason


_ONE = {"region_id": Region, "superseded_by_id": Project, "organisation_id": Organisation}
_MANY = {"also_region_ids": Region, "field_of_action_ids": FieldOfAction}
_WORDS: Mapping[str, Mapping[str, Any]] = {
    "funding_state": dict(FundingState.choices),
    "licence_state": dict(LicenceState.choices),
    "publication": dict(Publication.choices),
    "result_kinds": texts.RESULT_KINDS,
    "start_basis": texts.QUALIFIERS,
    "language": dict(settings.LANGUAGES),
    "kind": {**reuse_texts.RESULT_KINDS, **occasion_words.KINDS},
    "state": {
        **board_words.STATES,
        **dict(Peer.State.choices),
        **reuse_texts.REQUEST_STATES,
        **reuse_texts.CASE_STATES,
        **occasion_words.STATES,
    },
    **board_words.VALUES,
    **occasion_words.VALUES,
    **steering_words.VALUES,
    "said": reuse_texts.CASE_STATES,
    "request": reuse_texts.REQUEST_STATES,
    "side": reuse_texts.SIDES,
    "operating_model": reuse_texts.OPERATING_MODELS,
    "one_off_cost": reuse_texts.COST_BANDS,
    "yearly_cost": reuse_texts.COST_BANDS,
    "willing_to_talk": reuse_texts.STATED,
    "development_status": reuse_texts.STATUSES,
    "file_verdict": {
        "valid": gettext_lazy("valid"),
        "warning": gettext_lazy("valid with notes"),
        "error": gettext_lazy("not valid"),
    },
    "kinds": reuse_texts.EVENT_KINDS,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an entry: lines that went and lines that came."""

    label: str
    before: list[str]
    after: list[str]


@dataclass(slots=True)
class Names:
    """Names behind the numbers of some entries, read in one query per table."""

    found: dict[tuple[type[Model], int], str] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[AuditEntry]) -> "Names":
        """Read what these entries mention."""
        wanted: dict[type[Model], set[int]] = {}
        for entry in entries:
            for side in (entry.before, entry.after):
                _mentioned(side, wanted)
        names = cls()
        for model, keys in wanted.items():
            for row in model._default_manager.filter(pk__in=keys):  # noqa: SLF001 - Django's public name for any model's manager
                names.found[model, row.pk] = str(row)
        return names

    def name(self, model: type[Model], key: Any) -> str:
        """The name, or the number where the record is gone."""
        return self.found.get((model, key), f"#{key}") if key else ""


def _mentioned(side: Mapping[str, Any], wanted: dict[type[Model], set[int]]) -> None:
    for key, value in side.items():
        if key in _ONE and isinstance(value, int) and value:
            wanted.setdefault(_ONE[key], set()).add(value)
        elif key in _MANY and isinstance(value, list):
            wanted.setdefault(_MANY[key], set()).update(value)


def changes(entry: AuditEntry, names: Names) -> list[Change]:
    """The entry's fields before and after, in words; of lists only what differs."""
    found, own = [], own_words.OF.get(entry.subject_kind)
    for key in dict.fromkeys([*entry.before, *entry.after]):
        words = own.VALUES.get(key) if own else None
        before = _lines(key, entry.before.get(key), names, words)
        after = _lines(key, entry.after.get(key), names, words)
        gone = [line for line in before if line not in after]
        come = [line for line in after if line not in before]
        if gone or come:
            label = (own.LABELS.get(key) if own else None) or LABELS.get(key, key)
            found.append(Change(str(label), gone, come))
    return found


def _lines(key: str, value: Any, names: Names, words: Mapping[str, Any] | None = None) -> list[str]:
    if value is None or value in ("", [], {}):
        return []
    if words:
        return [str(words.get(value, value))]
    if key in _ROWS:
        return list(_ROWS[key](value))
    return [_line(key, row, names) for row in (value if isinstance(value, list) else [value])]


def _line(key: str, value: Any, names: Names) -> str:
    model = _ONE.get(key) or _MANY.get(key)
    if model:
        return names.name(model, value)
    if key in _WORDS:
        return str(_WORDS[key].get(value, value))
    return str(_SPELT[key](value)) if key in _SPELT else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _yes_no(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(row)}" for key, row in value.items())
    return ", ".join(_plain(row) for row in value) if isinstance(value, list) else str(value)


def _truth_lines(value: Mapping[str, Any]) -> list[str]:
    return [
        _joined(
            str(TruthKind(kind).label) + ": " + str(_yes_no(row.get("value") == "yes")),
            _dated(_("since %(date)s"), row.get("since")),
            _dated(_("as of %(date)s"), row.get("as_of")),
            row.get("wording"),
            row.get("source_url"),
        )
        for kind, row in value.items()
    ]


def _phase_lines(value: Mapping[str, Any]) -> list[str]:
    return [
        str(PhaseKind(kind).label)
        + ": "
        + _joined(_dated(_("planned %(date)s"), planned), _dated(_("actual %(date)s"), actual))
        for kind, row in value.items()
        for planned, actual in [(row.get("planned"), row.get("actual")) if isinstance(row, Mapping) else row]
    ]


def _conflict_lines(value: Iterable[Mapping[str, Any]]) -> list[str]:
    return [
        _joined(
            str(texts.FIELDS.get(row["field"], row["field"])),
            *(
                _joined(_amount(stated.get("amount")), _dated("%(date)s", stated.get("date")), stated.get("stated_by"))
                for stated in row.get("values") or ()
            ),
        )
        for row in value
    ]


def _people_lines(value: Iterable[Mapping[str, Any]]) -> list[str]:
    words = dict(Participation.Role.choices)
    return [_joined(str(words.get(row["role"], row["role"])), row["stated_name"], row.get("note")) for row in value]


def _fact_lines(value: Iterable[Mapping[str, Any]]) -> list[str]:
    return [
        _joined(
            str(texts.FIELDS.get(row["field"], row["field"])),
            _amount(row.get("amount")),
            _dated("%(date)s", row.get("date")),
            row.get("text"),
            _dated(_("as of %(date)s"), row.get("as_of")),
            texts.QUALIFIERS.get(row.get("qualifier") or "", row.get("qualifier")),
            _("rounded by the source") if row.get("approximate") else "",
            "" if row.get("preferred") else _("contradicts"),
            ", ".join(row.get("source_urls") or ()),
        )
        for row in value
    ]


def _amount(value: Any) -> str:
    try:
        return formats.money(Decimal(str(value))) if value not in (None, "") else ""
    except InvalidOperation:
        return str(value)


def _role(value: Any) -> str:
    return _(dict(ROLE_NAMES).get(value, str(value)))


def _result_type(value: Any) -> str:
    """The file's English words as kinds of result; words no kind is read from stay."""
    return ", ".join(str(texts.RESULT_KINDS[kind]) for kind in readings.read_result_type(value)) or str(value)


def _moment(value: Any) -> str:
    moment = parse_datetime(str(value))
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else formats.partial_date(value)


def _dated(pattern: str, value: Any) -> str:
    return pattern % {"date": formats.partial_date(value)} if value else ""


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


_ROWS: Mapping[str, Any] = {
    "truths": _truth_lines,
    "phases": _phase_lines,
    "participations": _people_lines,
    "facts": _fact_lines,
    "conflicting_values": _conflict_lines,
}
_SPELT: Mapping[str, Any] = {
    "funding_eur": _amount,
    "total_cost_eur": _amount,
    "start": formats.partial_date,
    "end": formats.partial_date,
    "transferable_from": formats.partial_date,
    "as_of": formats.partial_date,
    "valid_until": _moment,
    "publish_at": _moment,
    **dict.fromkeys(occasion_words.MOMENTS, _moment),
    "role": _role,
    "roles": _role,
    "result_type": _result_type,
    "criterion": lambda value: _(CRITERIA.get(value, str(value))),
    "verdict": lambda value: _(VERDICTS.get(value, str(value))),
}
