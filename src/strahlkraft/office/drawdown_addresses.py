"""Addresses of drawdowns, payouts and what has to go back."""

from django.urls import URLPattern, path

from strahlkraft.office.views import claims, drawdowns, payouts

_GRANT = "zuwendungen/<slug:code>/"
_DRAWDOWN = "zuwendungen/abrufe/<slug:code>/"
_PAYOUT = "zuwendungen/auszahlungen/<int:pk>/"
_CLAIM = "zuwendungen/rueckforderungen/<slug:code>/"
drawdown_patterns: list[URLPattern] = [
    path(f"{_GRANT}abrufe/", drawdowns.drawdown_list, name="drawdowns"),
    path(f"{_GRANT}abrufe/anlegen/", drawdowns.create, name="create_drawdown"),
    path(f"{_GRANT}auszahlungen/buchen/", payouts.receive, name="receive_payout"),
    path(f"{_GRANT}rueckforderungen/anlegen/", claims.create, name="create_claim"),
    path(_DRAWDOWN, drawdowns.show, name="drawdown"),
    path(f"{_DRAWDOWN}faellig/", drawdowns.need, name="drawdown_need"),
    path(f"{_DRAWDOWN}betrag/", drawdowns.amount, name="drawdown_amount"),
    path(f"{_DRAWDOWN}zweck/", drawdowns.statement, name="drawdown_statement"),
    path(f"{_DRAWDOWN}anfordern/", drawdowns.submit, name="submit_drawdown"),
    path(f"{_DRAWDOWN}verwerfen/", drawdowns.discard, name="discard_drawdown"),
    path(f"{_DRAWDOWN}auszahlung/", payouts.pay_out, name="pay_out"),
    path(f"{_DRAWDOWN}mittelabruf.pdf", drawdowns.sheet, name="drawdown_sheet"),
    path(f"{_DRAWDOWN}schritt/<slug:deed>/", drawdowns.deed, name="drawdown_deed"),
    path(_PAYOUT, payouts.show, name="payout"),
    path(f"{_PAYOUT}verwenden/", payouts.use, name="use_payout"),
    path(f"{_PAYOUT}zurueckzahlen/", payouts.repay, name="repay_payout"),
    path(_CLAIM, claims.show, name="claim"),
    path(f"{_CLAIM}unterlage/", claims.add_act, name="add_claim_act"),
    path(f"{_CLAIM}schritt/<slug:deed>/", claims.deed, name="claim_deed"),
]
