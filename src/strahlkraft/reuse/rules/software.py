"""Imported software: one record per solution, however many addresses it has."""

from collections.abc import Sequence

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

GONE_AFTER = 3  # visits in a row without finding it


def may_merge(*, same: bool, merged: bool, into_merged: bool, reason: str) -> list[Refusal]:
    """Two records become one with a reason people can read; none is merged twice."""
    refusals = []
    if same:
        refusals.append(Refusal("same", gettext_noop("This is the same record."), "into"))
    if merged or into_merged:
        refusals.append(Refusal("merged", gettext_noop("This record has been merged already."), "into"))
    if not reason.strip():
        refusals.append(Refusal("reason_missing", gettext_noop("Please give a reason."), "reason"))
    return refusals


def may_unmerge(*, merged: bool) -> list[Refusal]:
    """Only what was merged can be taken apart."""
    return [] if merged else [Refusal("not_merged", gettext_noop("This record was not merged."))]


def may_add_publisher(*, url_problem: bool, known: bool, forge: str) -> list[Refusal]:
    """A publisher is a new, whole address some forge adapter can read."""
    if url_problem:
        return [
            Refusal("address_wrong", gettext_noop("Please write the whole address, beginning with https://."), "url")
        ]
    if known:
        return [Refusal("known", gettext_noop("This publisher is on the list already."), "url")]
    if not forge:
        return [Refusal("no_forge", gettext_noop("No importer can read this address."), "url")]
    return []


def is_gone(misses: int) -> bool:
    """Whether software is shown as no longer found."""
    return misses >= GONE_AFTER


def is_german(languages: Sequence[str], country: str) -> bool:
    """Whether German-speaking administrations can read it."""
    return country in {"DE", "AT", "CH", "LI"} or any(language.lower().startswith("de") for language in languages)
