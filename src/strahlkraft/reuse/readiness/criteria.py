"""The twelve criteria, each a question to the facts (source: REUSE.md, Readiness check).

Three answers are kept apart: *not* (it is so, or a provider who was asked did not state it), *unknown* (nobody was
asked), *not_applicable* (this kind of result does not need it).
"""

from collections.abc import Mapping
from datetime import date, timedelta

from strahlkraft.reuse.readiness.findings import Evidence, Finding
from strahlkraft.reuse.readiness.subject import Document, Link, Subject
from strahlkraft.reuse.rules.licences import read_licence

QUIET_AFTER = timedelta(days=2 * 365)  # without a change: somebody should say whether it is finished
ANSWER_FRESH = timedelta(days=365)
PROMPT_DAYS = 10  # working days; after as many the office is told (REUSE.md, Request and case)

# Which documentation, amounts and statements a kind of result needs. A guide or a contract explains itself.
NEEDS_DOCUMENTS: Mapping[str, tuple[str, ...]] = {
    "software": ("introduction", "operation"),
    "sensor_setup": ("introduction", "operation"),
    "concept": ("introduction",),
    "data_model": ("introduction",),
    "event_format": ("introduction",),
    "training": ("introduction",),
    "guide": (),
    "contract": (),
}
NEEDS_AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "software": ("introduction", "operation"),
    "sensor_setup": ("introduction", "operation"),
    "concept": ("introduction",),
    "data_model": ("introduction",),
    "event_format": ("introduction",),
    "training": ("introduction",),
    "guide": (),
    "contract": (),
}
NEEDS_STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "software": ("data_protection", "accessibility"),
    "sensor_setup": ("data_protection",),
    "training": ("accessibility",),
}
STANDS_ON_PRODUCTS = frozenset({"software", "sensor_setup", "data_model"})
CHANGES = frozenset({"software", "sensor_setup", "data_model"})  # needs somebody who looks after it


def _not_applicable(criterion: str) -> Finding:
    return Finding(criterion, "not_applicable", "not_applicable")


def _unstated(subject: Subject, criterion: str, *, missing: str, unknown: str, remedy: str) -> Finding:
    """Nothing is stated: *not* when the provider was asked, else *unknown*, and an offer would ask."""
    if subject.asked:
        return Finding(criterion, "not", missing, remedy)
    return Finding(criterion, "unknown", unknown, "ask_publisher" if subject.kind == "software" else "make_offer")


def _visit(link: Link, kind: str, fact: str = "") -> Evidence:
    """An address as evidence, dated by the visit that decides."""
    return Evidence(kind, link.url, fact, link.reached_on if link.works else link.failed_on)


def licence(subject: Subject) -> Finding:
    """An open licence by its SPDX name; "licence-free" alone gives no right."""
    found = read_licence(subject.licence)
    evidence = (Evidence("licence", subject.licence_url, found.expression or found.text),) if found.text else ()
    if not found.text or found.claim_only:
        claimed = found.claim_only or subject.licence_claim_only
        reason = "licence_claim_only" if claimed else "licence_missing"
        return Finding("licence", "not", reason, "name_licence", evidence)
    if not found.expression:
        params = {"licence": found.text, "suggestion": found.suggestion}
        reason = "licence_unreadable_near" if found.suggestion else "licence_unreadable"
        return Finding("licence", "partly" if found.suggestion else "not", reason, "name_licence", evidence, params)
    params = {"licence": found.expression}
    if subject.result_kind == "software" and found.open_for_content and not found.open_for_software:
        return Finding("licence", "partly", "licence_open_content_only", "take_software_licence", evidence, params)
    is_open = found.open_for_software if subject.result_kind == "software" else found.open_for_content
    if is_open:
        return Finding("licence", "met", "licence_open", "", evidence, params)
    return Finding("licence", "not", "licence_not_open", "take_open_licence", evidence, params)


def source(subject: Subject) -> Finding:
    """The repository (or a document) was reached at the last visit; any one that works is enough."""
    links = [subject.repository] if subject.repository else []
    if not links or subject.result_kind != "software":
        links += [document.link for document in subject.documents]
    evidence = tuple(_visit(link, "link") for link in links)
    reached = [link.reached_on for link in links if link.works and link.reached_on]
    if reached:
        return Finding("source", "met", "source_reached", "", evidence, {"date": max(reached)})
    failed = [link.failed_on for link in links if link.works is False and link.failed_on]
    if failed:
        return Finding("source", "not", "source_failed", "mend_source", evidence, {"date": max(failed)})
    if links:
        return Finding("source", "unknown", "source_not_tried", "wait_for_visit", evidence)
    return Finding("source", "not", "source_missing", "name_source")


def description(subject: Subject) -> Finding:
    """A valid publiccode.yml for software; for anything else a complete transfer fact sheet."""
    if subject.result_kind != "software":
        return _fact_sheet(subject)
    file = subject.description
    if file is None:
        return _unstated(
            subject,
            "description",
            missing="description_missing",
            unknown="description_unknown",
            remedy="write_description",
        )
    evidence = [Evidence("file", file.url, file.verdict, file.checked_on)]
    if file.reference_verdict:
        evidence.append(Evidence("reference_verdict", file.url, file.reference_verdict, file.checked_on))
    if file.verdict in {"valid", "warning"}:
        return Finding("description", "met", "description_valid", "", tuple(evidence))
    if file.verdict == "error":
        return Finding("description", "partly", "description_invalid", "mend_description", tuple(evidence))
    return Finding("description", "unknown", "description_not_judged", "wait_for_visit", tuple(evidence))


def _fact_sheet(subject: Subject) -> Finding:
    missing = subject.fact_sheet_missing
    if missing is None:
        return _unstated(subject, "description", missing="sheet_missing", unknown="sheet_unknown", remedy="fill_sheet")
    if missing:
        evidence = (Evidence("empty_fields", fact=", ".join(missing)),)
        return Finding("description", "partly", "sheet_gaps", "fill_sheet", evidence, {"number": len(missing)})
    return Finding("description", "met", "sheet_complete")


def documentation(subject: Subject) -> Finding:
    """Documents on introduction and on operation, as the kind of result needs, that can be reached."""
    needed = NEEDS_DOCUMENTS.get(subject.result_kind, ())
    if not needed:
        return _not_applicable("documentation")
    found = {purpose: [d for d in subject.documents if d.purpose == purpose] for purpose in needed}
    evidence = tuple(_visit(d.link, d.purpose, d.title) for purpose in needed for d in found[purpose])
    if not evidence:
        return _unstated(
            subject,
            "documentation",
            missing="documentation_missing",
            unknown="documentation_unknown",
            remedy="add_documentation",
        )
    for purpose in needed:
        if not found[purpose]:
            return Finding("documentation", "partly", f"documentation_no_{purpose}", f"add_{purpose}", evidence)
    works = [_best(found[purpose]) for purpose in needed]
    if all(works):
        return Finding("documentation", "met", "documentation_complete", "", evidence)
    if any(answer is False for answer in works):
        return Finding("documentation", "partly", "documentation_not_reached", "mend_source", evidence)
    return Finding("documentation", "unknown", "documentation_not_tried", "wait_for_visit", evidence)


def _best(documents: list[Document]) -> bool | None:
    """Whether one of them works; None when that may still turn out."""
    answers = {document.link.works for document in documents}
    return True if True in answers else (None if None in answers else False)


def costs(subject: Subject) -> Finding:
    """Effort or costs of introduction and a year's operation, by size, with year and who says so."""
    needed = NEEDS_AMOUNTS.get(subject.result_kind, ())
    if not needed:
        return _not_applicable("costs")
    rows = [amount for amount in subject.amounts if amount.phase in needed]
    if not rows:
        return _unstated(subject, "costs", missing="costs_missing", unknown="costs_unknown", remedy="state_costs")
    evidence = tuple(
        Evidence(
            amount.phase, fact=" · ".join(filter(None, (amount.size_class, str(amount.year or ""), amount.stated_by)))
        )
        for amount in rows
    )
    for phase in needed:
        if all(amount.phase != phase for amount in rows):
            return Finding("costs", "partly", f"costs_no_{phase}", "state_costs", evidence)
    for phase in needed:
        if not any(a.size_class and a.year and a.stated_by for a in rows if a.phase == phase):
            return Finding("costs", "partly", "costs_no_size", "state_costs", evidence)
    return Finding("costs", "met", "costs_stated", "", evidence)


def products(subject: Subject) -> Finding:
    """What is presupposed is named, and each proprietary product has an alternative."""
    stated = subject.products
    if stated is None and not subject.standards:
        if subject.result_kind not in STANDS_ON_PRODUCTS:
            return _not_applicable("products")
        return _unstated(
            subject, "products", missing="products_missing", unknown="products_unknown", remedy="name_products"
        )
    evidence = tuple(Evidence("product", fact=product.name) for product in stated or ()) + tuple(
        Evidence("standard", fact=name) for name in subject.standards
    )
    if stated is None:
        return Finding("products", "partly", "products_missing", "name_products", evidence)
    for product in stated:
        if product.proprietary and not product.alternative.strip():
            return Finding("products", "not", "products_bound", "name_alternative", evidence, {"product": product.name})
    if any(product.proprietary is None for product in stated):
        return Finding("products", "partly", "products_half", "name_products", evidence)
    return Finding("products", "met", "products_open" if stated else "products_none", "", evidence)


def answers(subject: Subject, today: date) -> Finding:
    """A function mailbox that is known to answer; the median says how soon."""
    if not subject.function_mailbox:
        if subject.function_mailbox is False:
            return Finding("answers", "not", "answers_missing", "name_mailbox")
        return _unstated(
            subject, "answers", missing="answers_missing", unknown="answers_unknown", remedy="name_mailbox"
        )
    if subject.last_answer_on is None:
        return Finding("answers", "partly", "answers_untried")
    return _speed(subject, subject.last_answer_on, today)


def _speed(subject: Subject, last: date, today: date) -> Finding:
    """How fresh and how soon the answers of a mailbox are."""
    evidence = (Evidence("answer", on=last),)
    if today - last > ANSWER_FRESH:
        return Finding("answers", "partly", "answers_long_ago", "answer_sooner", evidence, {"date": last})
    if subject.answer_days is None or not subject.answers:
        return Finding("answers", "met", "answers_lately", "", evidence, {"date": last})
    if subject.answer_days > PROMPT_DAYS:
        params = {"days": PROMPT_DAYS, "number": subject.answers}
        return Finding("answers", "partly", "answers_slow", "answer_sooner", evidence, params)
    params = {"days": subject.answer_days, "number": subject.answers}
    return Finding("answers", "met", "answers_prompt", "", evidence, params)


def alive(subject: Subject, today: date) -> Finding:
    """Changed lately, or finished and stable: finished is not dead. "Stable" alone says nothing about care."""
    if subject.result_kind not in CHANGES and subject.status != "obsolete":
        return _not_applicable("alive")
    evidence = tuple(
        Evidence(kind, subject.repository.url if subject.repository else "", on=day)
        for kind, day in (("change", subject.last_change_on), ("release", subject.last_release_on))
        if day
    )
    if subject.status == "obsolete":
        return Finding("alive", "not", "alive_obsolete", "name_successor", evidence)
    if subject.finished:
        return Finding("alive", "met", "alive_finished", "", (*evidence, Evidence("statement", fact="finished")))
    return _moved(subject, evidence, today)


def _moved(subject: Subject, evidence: tuple[Evidence, ...], today: date) -> Finding:
    """What the last change or release says of something nobody called finished."""
    last = max((item.on for item in evidence if item.on and item.on <= today), default=None)
    if last and today - last <= QUIET_AFTER:
        return Finding("alive", "met", "alive_changed", "", evidence, {"date": last})
    if subject.status == "stable":
        return Finding("alive", "partly", "alive_stable", "say_finished", evidence)
    if last:
        return Finding("alive", "not", "alive_quiet", "say_finished", evidence, {"date": last})
    return Finding("alive", "unknown", "alive_unknown", "say_finished", evidence)


def operation(subject: Subject) -> Finding:
    """Runs elsewhere (confirmed cases): met. Only where it was made: partly."""
    evidence: tuple[Evidence, ...] = ()
    if subject.in_operation is not None:
        fact = subject.in_operation_since or ("yes" if subject.in_operation else "no")
        evidence = (Evidence("operation", subject.in_operation_source, fact),)
    if subject.reuses:
        evidence = (*evidence, Evidence("cases", fact=str(subject.reuses)))
        return Finding("operation", "met", "operation_elsewhere", "", evidence, {"number": subject.reuses})
    if subject.in_operation:
        reason = "operation_maker_since" if subject.in_operation_since else "operation_maker"
        params = {"since": subject.in_operation_since} if subject.in_operation_since else {}
        return Finding("operation", "partly", reason, "find_reuser", evidence, params)
    if subject.in_operation is False:
        return Finding("operation", "not", "operation_none", "find_reuser", evidence)
    return Finding("operation", "unknown", "operation_unknown", "state_operation")


def statements(subject: Subject) -> Finding:
    """Data protection and accessibility are stated, as the kind of result needs."""
    needed = NEEDS_STATEMENTS.get(subject.result_kind, ())
    if not needed:
        return _not_applicable("statements")
    links = {"data_protection": subject.data_protection, "accessibility": subject.accessibility}
    there = {name: link for name in needed if (link := links[name])}
    evidence = tuple(_visit(link, name) for name, link in there.items())
    missing = [name for name in needed if name not in there]
    if not missing:
        return Finding("statements", "met", "statements_both", "", evidence)
    if there:
        return Finding("statements", "partly", f"statements_no_{missing[0]}", f"add_{missing[0]}", evidence)
    remedy = "add_statements" if len(needed) > 1 else f"add_{missing[0]}"
    reason = "statements_missing" if len(needed) > 1 else f"statements_no_{missing[0]}"
    return _unstated(subject, "statements", missing=reason, unknown="statements_unknown", remedy=remedy)


def current(subject: Subject) -> Finding:
    """Nothing newer has taken its place."""
    on = subject.superseded_checked_on
    if subject.superseded_by or subject.superseded:
        if not subject.superseded_by:
            return Finding("current", "not", "current_superseded_unnamed", "name_successor")
        evidence = (Evidence("successor", fact=subject.superseded_by, on=on),)
        return Finding("current", "not", "current_superseded", "see_successor", evidence, {"by": subject.superseded_by})
    if subject.superseded is False:
        return Finding("current", "met", "current_confirmed", "", (Evidence("statement", fact="current", on=on),))
    return Finding("current", "unknown", "current_unknown", "confirm_current")


def small_towns(subject: Subject) -> Finding:
    """Somebody says whether it works for municipalities under 20,000 inhabitants; an honest no is an answer.

    A no is *not met* (a small municipality must see it) and has no remedy, for nothing is wrong with it.
    """
    if subject.small_towns is None:
        return _unstated(
            subject,
            "small_towns",
            missing="small_towns_missing",
            unknown="small_towns_unknown",
            remedy="state_small_towns",
        )
    evidence = (Evidence("statement", fact="yes" if subject.small_towns else "no"),)
    verdict, reason = ("met", "small_towns_yes") if subject.small_towns else ("not", "small_towns_no")
    return Finding("small_towns", verdict, reason, "", evidence)


def findings(subject: Subject, today: date) -> tuple[Finding, ...]:
    """All twelve, in order."""
    return (
        licence(subject),
        source(subject),
        description(subject),
        documentation(subject),
        costs(subject),
        products(subject),
        answers(subject, today),
        alive(subject, today),
        operation(subject),
        statements(subject),
        current(subject),
        small_towns(subject),
    )
