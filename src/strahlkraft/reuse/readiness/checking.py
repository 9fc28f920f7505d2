"""From the findings to a level.

What each level needs (decision 8 says why):

============  =====================================================  ==========================  ===================
level         must be met (or not apply)                             at least partly             must not be *not*
============  =====================================================  ==========================  ===================
findable      source                                                 -                           -
transferable  the above; licence, description, documentation,        answers                     current
              products, alive
proven        the above; answers, operation                          costs, statements           -
============  =====================================================  ==========================  ===================

*Unknown* counts against nobody: it takes no level away that rests on something else. But a level says that something
is known to be so, and therefore rests on evidence. ``small_towns`` opens and bars no level: a result for large cities
may be proven there, and its page says for whom.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from strahlkraft.reuse.readiness import criteria
from strahlkraft.reuse.readiness.findings import Check, Evidence, Finding
from strahlkraft.reuse.readiness.subject import Judgement, Subject

JUDGEMENT_LASTS = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a level asks of the criteria, on top of the level below."""

    met: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    not_failed: tuple[str, ...] = ()


NEEDS: Mapping[str, Needs] = {
    "findable": Needs(met=("source",)),
    "transferable": Needs(
        met=("licence", "description", "documentation", "products", "alive"),
        partly=("answers",),
        not_failed=("current",),
    ),
    "proven": Needs(met=("answers", "operation"), partly=("costs", "statements")),
}


def check(subject: Subject, *, today: date) -> Check:
    """Judge the facts as of ``today``; a person's judgement of the last year stands before the machine's."""
    judged = {}
    for judgement in sorted(subject.judgements, key=lambda judgement: judgement.on):
        if judgement.on <= today <= judgement.on + JUDGEMENT_LASTS:
            judged[judgement.criterion] = judgement
    found = tuple(
        _by_person(finding, judged[finding.criterion])
        if finding.criterion in judged
        else replace(finding, checked_on=today)
        for finding in criteria.findings(subject, today)
    )
    return Check(_level(found), found)


def _by_person(finding: Finding, judgement: Judgement) -> Finding:
    """A person's verdict; the machine's evidence stays beside it, its remedy where both agree that something lacks."""
    looked = Evidence("person", judgement.link, on=judgement.on)
    return Finding(
        finding.criterion,
        judgement.verdict,
        "by_person",
        finding.remedy_code if judgement.verdict in {"partly", "not"} else "",
        (looked, *finding.evidence),
        {"date": judgement.on},
        by="person",
        checked_on=judgement.on,
    )


def _level(findings: tuple[Finding, ...]) -> str:
    verdicts = {finding.criterion: finding.verdict for finding in findings}
    reached = ""
    for level in NEEDS:
        if lacking(level, verdicts):
            break
        reached = level
    return reached


def lacking(level: str, verdicts: Mapping[str, str]) -> tuple[str, ...]:
    """Which criteria stand between these verdicts and ``level``, not counting what lower levels need."""
    needs = NEEDS[level]
    return (
        *(name for name in needs.met if verdicts[name] not in {"met", "not_applicable"}),
        *(name for name in needs.partly if verdicts[name] not in {"met", "partly", "not_applicable"}),
        *(name for name in needs.not_failed if verdicts[name] == "not"),
    )


def next_steps(result: Check) -> tuple[Finding, ...]:
    """The findings that stand between the level reached and the next one; empty at the highest."""
    levels = ("", *NEEDS)
    if result.level == levels[-1]:
        return ()
    verdicts = {finding.criterion: finding.verdict for finding in result.findings}
    names = lacking(levels[levels.index(result.level) + 1], verdicts)
    return tuple(finding for finding in result.findings if finding.criterion in names)
