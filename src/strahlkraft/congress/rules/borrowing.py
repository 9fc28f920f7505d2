"""What a pitch takes from a project of the register, so that nothing is typed twice; pure."""

from dataclasses import dataclass, replace

from strahlkraft.congress.rules.calls import (
    BODY_LIMIT,
    DESCRIPTION_LIMIT,
    MOST_PARTNERS,
    MOST_PICTURES,
    SUMMARY_LIMIT,
    TITLE_LIMIT,
    PitchContent,
)
from strahlkraft.reuse.rules.requests import plain_line


def first_sentences(text: str, *, limit: int = SUMMARY_LIMIT) -> str:
    """As many whole sentences from the beginning of a text as fit into ``limit`` characters; cut at a word if none does."""
    line = plain_line(text)
    if len(line) <= limit:
        return line
    head = line[: limit + 1]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? "))
    return line[: end + 1] if end > 0 else line[: limit - 1].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What a project of the register gives to a pitch; ``pictures`` are numbers of its documents."""

    title: str
    summary: str = ""
    benefit: str = ""
    lead: str = ""
    partners: tuple[str, ...] = ()
    pictures: tuple[int, ...] = ()


def filled_from(content: PitchContent, project: ProjectFacts) -> PitchContent:
    """The pitch with everything that was still empty taken from a project; what somebody typed stays."""
    described = "\n\n".join(part.strip() for part in (project.summary, project.benefit) if part.strip())
    return replace(
        content,
        title=content.title.strip() or project.title[:TITLE_LIMIT],
        summary=content.summary.strip() or first_sentences(project.summary),
        description=content.description.strip() or described[:DESCRIPTION_LIMIT],
        organisation_name=content.organisation_name.strip() or project.lead[:BODY_LIMIT],
        partners=content.partners or tuple(name[:BODY_LIMIT] for name in project.partners[:MOST_PARTNERS]),
        pictures=content.pictures or project.pictures[:MOST_PICTURES],
    )
