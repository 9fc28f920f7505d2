"""The minutes of a session of the board, on paper: agenda, decisions with votes and reasons, who was present."""

from strahlkraft.design.paper import pdf
from strahlkraft.steering import texts
from strahlkraft.steering.models import BoardSession
from strahlkraft.steering.rules.vocabulary import SessionState


def minutes_sheet(session: BoardSession, *, language: str = "de") -> bytes:
    """The minutes as PDF; before their approval they are marked as a draft. The same minutes give the same bytes."""
    items = session.items.filter(removed=False).select_related("idea").order_by("position", "pk")
    rows = [
        {
            "item": item,
            "title": item.topic or (item.idea.title if item.idea else ""),
            "decision": texts.DECISIONS.get(item.decision, ""),
        }
        for item in items
    ]
    context = {"session": session, "rows": rows, "approved": session.state == SessionState.MINUTED}
    return pdf("steering/papers/minutes.html", context, language=language)
