"""Addresses of a grant's financing plan, ledger and contracts."""

from django.urls import URLPattern, path

from strahlkraft.office.views import ledger, ledger_import, plans

_GRANT = "zuwendungen/<slug:code>/"
_PLAN, _LEDGER, _ORDERS = f"{_GRANT}finanzierungsplan/", f"{_GRANT}ausgaben/", f"{_GRANT}auftraege/"
money_patterns: list[URLPattern] = [
    path(_PLAN, plans.show, name="grant_plan"),
    path(f"{_PLAN}entwerfen/", plans.draft, name="draft_plan"),
    path(f"{_PLAN}vergleich/", plans.compare, name="compare_plans"),
    path(f"{_PLAN}<int:number>/", plans.version, name="plan_version"),
    path(f"{_PLAN}<int:number>/bearbeiten/", plans.edit, name="edit_plan"),
    path(f"{_PLAN}<int:number>/in-kraft/", plans.confirm, name="confirm_plan"),
    path(f"{_PLAN}<int:number>/verwerfen/", plans.discard, name="discard_plan"),
    path(_LEDGER, ledger.ledger, name="ledger"),
    path(f"{_LEDGER}buchen/", ledger.book, name="book_expenditure"),
    path(f"{_LEDGER}liste/", ledger_import.read_list, name="read_ledger_list"),
    path(f"{_LEDGER}liste/buchen/", ledger_import.book_list, name="book_ledger_list"),
    path(f"{_LEDGER}liste/vorlage.xlsx", ledger_import.template, name="ledger_list_template"),
    path(f"{_LEDGER}<int:pk>/", ledger.line, name="ledger_line"),
    path(f"{_LEDGER}<int:pk>/bezahlt/", ledger.note_payment, name="note_payment"),
    path(f"{_LEDGER}<int:pk>/zuruecknehmen/", ledger.ask_back, name="ask_counter_entry"),
    path(f"{_LEDGER}<int:pk>/gegenbuchen/", ledger.release_back, name="release_counter_entry"),
    path(f"{_LEDGER}<int:pk>/bleibt/", ledger.drop_back, name="drop_counter_entry"),
    path(_ORDERS, ledger.contract_list, name="contracts"),
    path(f"{_ORDERS}eintragen/", ledger.enter_contract, name="enter_contract"),
    path(f"{_ORDERS}<int:pk>/", ledger.contract, name="contract"),
]
