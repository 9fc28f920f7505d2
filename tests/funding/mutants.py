"""For each invariant of money and law the guards in code that are taken away, and the test that turns red each time.

What the database holds is taken away elsewhere: ``silent_triggers`` lifts every trigger once, ``silent_constraints``
asks every CHECK by its name (``tests/factories/constraints.py``).
"""

from tests.mutants import Mutant

_RULES, _ACTIONS, _QUERIES = "funding.rules", "funding.actions", "funding.queries"
_NOTICES = "funding/notices/test_notice_actions.py"
_DRAWDOWNS = "funding/drawdowns/test_drawdown_actions.py"
_DRAWING = "funding/drawdowns/test_drawdown_rules.py"
_PROOFS = "funding/proofs/test_proof_actions.py"
_REPORTS = "reports/test_life_of_a_report.py"
_TWO = _NOTICES + "::test_i18_author_editor_and_superuser_are_refused_in_action_and_shell"

MUTANTS: tuple[Mutant, ...] = (
    Mutant(
        "I1",
        f"{_RULES}.plans:within_the_grant",
        "land * HUNDRED > eligible * rate",
        "round(land, 1) * HUNDRED > round(eligible * rate, -1)",
        "funding/rules/test_plans.py::test_a_rate_is_compared_unrounded",
    ),
    Mutant(
        "I1",
        f"{_RULES}.money:cents",
        "rounding=ROUND_HALF_UP",
        "rounding='ROUND_DOWN'",
        "funding/rules/test_invariants.py::test_half_a_cent_is_rounded_up_and_only_once",
    ),
    Mutant(
        "I2",
        f"{_RULES}.plans:Balance.meets",
        "self.missing == ZERO",
        "True",
        "funding/rules/test_plans.py::test_a_plan_meets_when_every_year_meets_and_not_when_only_the_total_does",
    ),
    Mutant(
        "I3",
        f"{_RULES}.money:final_grant",
        "min(amount, planned.grant)",
        "amount",
        "funding/rules/test_forecast.py::test_thousands_of_plans_payments_and_corrections_stay_within_what_was_granted",
    ),
    Mutant(
        "I3",
        f"{_RULES}.plans:within_the_grant",
        "land > frame.cap",
        "False",
        "funding/plans/test_plan_actions.py::test_a_plan_counting_with_more_than_the_notice_grants_is_refused",
    ),
    Mutant(
        "I3",
        f"{_RULES}.need:need_of",
        "min(share - surplus, room)",
        "share - surplus",
        _DRAWING + "::test_no_more_than_is_left_of_the_granted_sum_i3_i4",
    ),
    Mutant(
        "I3",
        f"{_RULES}.proof_form:differences",
        "all(one == other for one, other in pairs)",
        "True",
        "funding/rules/test_proof_form.py::test_a_form_whose_sums_were_touched_is_refused",
    ),
    Mutant(
        "I4",
        f"{_RULES}.drawdowns:may_pay_out",
        "amount > left",
        "False",
        _DRAWDOWNS + "::test_payouts_stay_within_the_sum_granted_on_their_day_i4",
    ),
    Mutant(
        "I4",
        f"{_ACTIONS}.payments:_booked",
        "money.granted - money.drawn - sum(later, ZERO)",
        "money.granted",
        _DRAWDOWNS + "::test_payouts_stay_within_the_sum_granted_on_their_day_i4",
    ),
    Mutant(
        "I5",
        f"{_RULES}.drawdowns:may_use",
        "amount > open_rows[key].left",
        "False",
        "funding/rules/test_invariants.py::test_a_cent_more_than_payout_or_share_is_never_used",
    ),
    Mutant(
        "I5",
        f"{_RULES}.drawdowns:may_use",
        "> payout.left",
        "> 2 * payout.left",
        "funding/rules/test_invariants.py::test_a_cent_more_than_payout_or_share_is_never_used",
    ),
    Mutant(
        "I6",
        f"{_RULES}.ledger:may_split",
        "amount <= left",
        "True",
        "funding/ledger/test_ledger_actions.py::test_the_parts_of_an_invoice_in_two_grants_are_the_whole_and_never_more",
    ),
    Mutant(
        "I7",
        f"{_RULES}.plans:shifted_sources",
        "if row.change",
        "if False",
        "funding/rules/test_invariants.py::test_a_cent_from_one_source_to_another_is_not_neutral",
    ),
    Mutant(
        "I7",
        f"{_RULES}.changes:money_problems",
        "if cost_neutral:",
        "if False:",
        "funding/changes/test_change_rules.py::test_i7_a_cent_from_one_source_to_another_is_not_cost_neutral",
    ),
    Mutant(
        "I8",
        "reports.rules.figures:value_of",
        "if not any(share.base is not None",
        "if any(share.base is not None",
        "reports/test_figures_as_of_a_day.py::test_same_figure_as_the_pages_of_the_grants",
    ),
    Mutant(
        "I9",
        "reports.papers.content:records_of",
        'row["groups"].get(grouping) == group',
        "False",
        _REPORTS + "::test_every_number_of_a_report_opens_to_its_receipts",
    ),
    Mutant(
        "I10",
        f"{_ACTIONS}.deadlines:_step",
        "if told != wanted.grounds",
        "if not told == None or told != wanted.grounds",
        "funding/deadlines/test_deriving.py::test_deriving_again_changes_nothing",
    ),
    Mutant(
        "I11",
        f"{_QUERIES}.terms:terms_of",
        ", state=NoticeState.CONFIRMED",
        "",
        _NOTICES + "::test_a_notice_is_entered_with_its_document_and_changes_nothing_yet",
    ),
    Mutant(
        "I12",
        f"{_RULES}.drawdowns:may_draw",
        "grant.effective_on is None or on < grant.effective_on or grant.state == GrantState.GRANTED",
        "False",
        _DRAWDOWNS + "::test_nothing_is_drawn_before_the_notice_is_effective_i12",
    ),
    Mutant(
        "I12",
        f"{_RULES}.ledger:_outside",
        "last > until",
        "False",
        "funding/rules/test_invariants.py::test_a_payment_outside_of_the_period_is_marked_and_booked",
    ),
    Mutant(
        "I13",
        f"{_RULES}.terms:terms",
        "found.edition or notice.edition",
        "notice.edition or found.edition",
        _NOTICES + "::test_i13_a_new_edition_leaves_the_pinned_one",
    ),
    Mutant(
        "I14",
        f"{_RULES}.editions:parameter",
        'bool(special["verified"]) and (',
        "True or (",
        "funding/drawdowns/test_interest_rules.py::test_every_unverified_assumption_is_named_beside_the_estimate_i14",
    ),
    Mutant(
        "I15",
        "steering.rules.moves:may_move",
        "deed in moves.get(state, {})",
        "True",
        _PROOFS + "::test_i15_no_state_is_skipped_by_action_or_shell",
    ),
    Mutant(
        "I16",
        f"{_ACTIONS}.notices:_still_open",
        "row.state == NoticeState.ENTERED",
        "True",
        _NOTICES + "::test_i16_i13_a_confirmed_notice_stays_as_it_is",
    ),
    Mutant(
        "I17",
        "audit.queries:_breaks_of",
        "rules.hash_of(entry.previous_hash, entry.content()) != entry.hash",
        "False",
        "jobs/test_trail_clock.py::test_a_changed_line_stands_on_the_list_of_the_administration_and_of_nobody_else",
    ),
    Mutant(
        "I17",
        "audit.queries:breaks",
        "if anchor and not anchored",
        "if False",
        "jobs/test_trail_clock.py::test_an_end_cut_off_with_its_head_shows_against_the_last_walk",
    ),
    Mutant("I18", "audit.four_eyes:may_approve", "approver not in set(writers)", "True", _TWO),
    Mutant(
        "I18",
        "audit.four_eyes:may_approve",
        "approver not in set(writers)",
        "approver != min(writers)",
        _DRAWDOWNS + "::test_neither_author_nor_last_editor_releases_also_not_with_all_rights_i18",
    ),
    Mutant(
        "I18",
        f"{_QUERIES}.proofs:writers_of",
        ", *wrote",
        "",
        _PROOFS + "::test_i18_who_wrote_in_between_releases_nothing",
    ),
    Mutant(
        "I19",
        "audit.four_eyes:may_rely_on",
        "approved_hash == content_hash(content)",
        "True",
        _DRAWDOWNS + "::test_a_release_holds_for_exactly_its_content_i19",
    ),
    Mutant(
        "I19",
        f"{_ACTIONS}._proofs:unchanged",
        "may_rely_on(approval.content_hash, sheet.content)",
        "[]",
        _PROOFS + "::test_i19_a_release_is_void_when_the_books_changed_since",
    ),
    Mutant(
        "I19",
        "reports.rules.reports:may_release",
        "facts.stored_hash != facts.seen_hash",
        "False",
        _REPORTS + "::test_release_holds_only_for_what_was_seen",
    ),
    Mutant(
        "I20",
        "funding.papers.proof:_Read.word",
        'self.words.get(f"{kind}.{key}", key)',
        "str(__import__('strahlkraft.funding.texts', fromlist=['x']).CATEGORIES.get(key, key))",
        _PROOFS + "::test_i20_an_old_snapshot_gives_the_same_papers_whatever_happens_later",
    ),
    Mutant(
        "I21",
        "funding.access:of_grants",
        "if regions is None",
        "if True",
        "funding/grants/test_grant_actions.py::test_i21_every_query_stays_in_the_region",
    ),
    Mutant(
        "I21",
        "funding.access:supervised_grants",
        "if regions is None",
        "if True",
        "authority/test_walk.py::test_a_foreign_authority_finds_no_record",
    ),
    Mutant(
        "I22",
        f"{_QUERIES}.supervision:visible",
        "filter(pk__in=awarded).exclude(state__in=UNSEEN)",
        "all()",
        "authority/test_walk.py::test_drafts_do_not_exist_for_the_authority",
    ),
    Mutant(
        "I22",
        "reports.access:of_deeds_read",
        "if regions is None",
        "if True",
        "authority/test_walk.py::test_trail_hides_deeds_on_money_from_the_authority",
    ),
    Mutant(
        "I23",
        "funding.formats.giving:_grant",
        '"title": public_words(row.title),',
        '"title": public_words(row.title), "contact": "user:4711",',
        "funding/formats/test_giving.py::test_nothing_but_the_allow_list_leaves_the_house",
    ),
)
