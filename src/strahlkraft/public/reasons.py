"""Why a search met a record, in people's words."""

from django.utils.translation import gettext as _

from strahlkraft.search.rules import Hit

SHOWN = 3


def why(hit: Hit) -> str:
    """One short sentence; empty when the reason is plain to see (the very words)."""
    words = []
    for reason in hit.why:
        if reason.kind == "part" and reason.matched_word.casefold() in reason.query_word.casefold():
            words.append(_("“%(met)s” in “%(word)s”") % {"met": reason.matched_word, "word": reason.query_word})
        elif reason.kind == "part":
            words.append(_("“%(met)s” as “%(word)s”") % {"met": reason.query_word, "word": reason.matched_word})
        elif reason.kind == "synonym":
            words.append(_("“%(met)s” means “%(word)s” too") % {"met": reason.query_word, "word": reason.matched_word})
        elif reason.kind == "spelling":
            words.append(_("“%(met)s” read as “%(word)s”") % {"met": reason.query_word, "word": reason.matched_word})
        elif reason.kind == "meaning":
            words.append(_("similar in meaning"))
        elif reason.query_word.casefold() == reason.matched_word.casefold():
            continue
        elif reason.query_word.casefold() in reason.matched_word.casefold():
            words.append(_("“%(met)s” in “%(word)s”") % {"met": reason.query_word, "word": reason.matched_word})
        else:
            words.append(_("“%(met)s” as “%(word)s”") % {"met": reason.query_word, "word": reason.matched_word})
    return " · ".join(dict.fromkeys(words[:SHOWN]))
