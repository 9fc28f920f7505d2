"""What a report needs to be drafted, changed, released and handed in (FUNDING.md e.3, I18); pure."""

from dataclasses import dataclass

from strahlkraft.audit import four_eyes
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reports.rules.vocabulary import ReportKind, ReportState

TITLE_LIMIT, INTRODUCTION_LIMIT, QUESTION_LIMIT = 200, 4000, 4000  # characters
OF_A_PROJECT = frozenset({ReportKind.ONE_PAGER, ReportKind.FILE})
"""Kinds that are about one project."""


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What releasing asks: who wrote it (actor ids), and whether what was looked at is what is stored."""

    writers: tuple[str, str]
    stored_hash: str
    seen_hash: str


def may_draft(kind: str, *, has_project: bool) -> list[Refusal]:
    """A known kind; some are about one project."""
    if kind not in set(ReportKind):
        return [Refusal("kind", gettext_noop("Please choose from the list."), "kind")]
    if kind in OF_A_PROJECT and not has_project:
        return [Refusal("project_missing", gettext_noop("This report is about one project; choose it."), "project")]
    return []


def may_edit(state: str) -> list[Refusal]:
    """Only a draft changes."""
    if state == ReportState.DRAFT:
        return []
    return [Refusal("frozen", gettext_noop("What was released stays as it is; draft a new report."))]


def words_problems(*, title: str, introduction: str) -> list[Refusal]:
    """A title, and neither text too long."""
    found = []
    if not title.strip():
        found.append(Refusal("title_missing", gettext_noop("Please give the report a title."), "title"))
    if len(title.strip()) > TITLE_LIMIT:
        found.append(Refusal("too_long", gettext_noop("This text is too long."), "title"))
    if len(introduction.strip()) > INTRODUCTION_LIMIT:
        found.append(Refusal("too_long", gettext_noop("This text is too long."), "introduction"))
    return found


def may_release(facts: ReleaseFacts, *, by: str) -> list[Refusal]:
    """Another person than author and last editor (I18), for just the content they saw (I19)."""
    found = four_eyes.may_approve(by, facts.writers)
    if facts.stored_hash != facts.seen_hash:
        message = gettext_noop("The report was changed since you opened it. Please look at it again.")
        found.append(Refusal("changed_since", message))
    return found


def may_replace(state: str, *, replaced: bool) -> list[Refusal]:
    """Only what the authority returned is replaced, and once."""
    if state != ReportState.RETURNED:
        return [Refusal("not_returned", gettext_noop("Only a report the authority returned is replaced by a new one."))]
    if replaced:
        return [Refusal("replaced", gettext_noop("A new report has taken the place of this one already."))]
    return []


def text_problems(text: str, field: str) -> list[Refusal]:
    """A question or an answer says something, and not too much."""
    if not text.strip():
        return [Refusal("empty", gettext_noop("Please write something."), field)]
    if len(text.strip()) > QUESTION_LIMIT:
        return [Refusal("too_long", gettext_noop("This text is too long."), field)]
    return []
