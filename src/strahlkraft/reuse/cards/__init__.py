"""Offers, software, checks and cases as the components of ``design`` show them: plain mappings of words and addresses."""

from strahlkraft.reuse.cards.cases import case_rows, reuse_figures
from strahlkraft.reuse.cards.checks import level_badge, readiness_view
from strahlkraft.reuse.cards.lists import card, entry_card, found_card, offer_card, plain, software_card, summary_of
from strahlkraft.reuse.cards.offers import (
    effort_table,
    fact_sheet,
    key_rows,
    licence_view,
    offer_facts,
    offer_field,
    paper_rows,
    product_rows,
    version_changes,
    version_says,
)
from strahlkraft.reuse.cards.software import (
    address_rows,
    entry_facts,
    finding_rows,
    report_rows,
    software_facts,
    verdict_view,
    verdict_word,
)

__all__ = [
    "address_rows",
    "card",
    "case_rows",
    "effort_table",
    "entry_card",
    "entry_facts",
    "fact_sheet",
    "finding_rows",
    "found_card",
    "key_rows",
    "level_badge",
    "licence_view",
    "offer_card",
    "offer_facts",
    "offer_field",
    "paper_rows",
    "plain",
    "product_rows",
    "readiness_view",
    "report_rows",
    "reuse_figures",
    "software_card",
    "software_facts",
    "summary_of",
    "verdict_view",
    "verdict_word",
    "version_changes",
    "version_says",
]
