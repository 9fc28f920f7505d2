"""Which heads and answers a table of submissions may use, in German and English, as they stand in real tables."""

import unicodedata

# Characters a field may have; those of the submission itself, and what a message shows of a cell.
LIMITS = {
    "title": 200,
    "summary": 300,
    "person": 120,
    "organisation": 200,
    "project": 250,
    "topic": 160,
    "needs_note": 500,
    "speakers": 2_000,
    "speaker_mailboxes": 4_000,
    "text": 20_000,
    "shown": 60,
}

_HEADS = {
    "title": "title; titel; pitch; pitch title; titel des pitches; titel des beitrags; proposal title; session title; "
    "name des pitches; vortragstitel",
    "summary": "summary; abstract; teaser; zusammenfassung; kurzbeschreibung; kurzfassung; in einem satz; "
    "in one sentence; worum geht es",
    "description": "description; beschreibung; langbeschreibung; ausführliche beschreibung; inhalt; "
    "was sie zeigen; what you will show",
    "kind": "kind; type; art; format; beitragsart; session type; submission type",
    "topic": "topic; thema; themenfeld; themenblock; handlungsfeld; track; category; kategorie",
    "language": "language; sprache",
    "mode": "mode; teilnahme; teilnahmeart; attendance; on site or remote; vor ort oder digital; vor ort oder online",
    "seconds": "seconds; sekunden; dauer in sekunden; dauer sekunden; duration seconds; duration in seconds",
    "minutes": "minutes; minuten; dauer; duration; länge; length; dauer in minuten; dauer minuten; duration minutes; "
    "duration in minutes",
    "sign_language": "sign language; gebärdensprache; dgs; sign language interpreter; gebärdensprachdolmetschung",
    "for_prize": "prize; preis; wettbewerb; takes part in the prize; nimmt am preis teil; award",
    "organisation": "organisation; organization; organisations; organisationen; institution; kommune; municipality; einrichtung; "
    "company; firma; behörde",
    "project": "project; projekt; projekttitel; projektname; project title",
    "person": "person; contact; contact person; ansprechperson; ansprechpartner; kontaktperson; eingereicht von; "
    "handed in by; submitted by",
    "mailbox": "mailbox; mail; email; e mail; e mail adresse; email address; kontakt e mail; postfach; contact email",
    "needs_note": "needs; bedarf; technik; technischer bedarf; technical needs; what else you need; anmerkungen; notes",
    "speakers": "speakers; speaker; speaker names; vortragende; sprecher; sprecherin; sprecherinnen; referenten; "
    "referent; referentin; people; personen; vortragende personen; wer spricht",
    "speaker_mailboxes": "speaker emails; speaker email; e mail vortragende; e mails der vortragenden; "
    "speaker e mails; e mail der vortragenden",
}

_ANSWERS = {
    "kind": {"pitch": "pitch; kurzvortrag; lightning talk; talk; vortrag", "keynote": "keynote; impuls; impulsvortrag"},
    "language": {"de": "de; deu; ger; deutsch; german; de de", "en": "en; eng; englisch; english; en gb; en us"},
    "mode": {
        "onsite": "onsite; on site; vor ort; in präsenz; präsenz; in person; bühne",
        "remote": "remote; online; digital; virtuell; zugeschaltet; virtual",
    },
    "sign_language": {"yes": "ja; yes; x; 1; true; wahr; j; y", "no": "nein; no; 0; false; falsch; n"},
}
_ANSWERS["for_prize"] = _ANSWERS["sign_language"]


def folded(text: str) -> str:
    """A head or answer without case, accents and punctuation: ``Gebärden-Sprache?`` becomes ``gebardensprache``."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def _by_words(words: dict[str, str]) -> dict[str, str]:
    return {folded(word): meaning for meaning, list_ in words.items() for word in list_.split(";")}


COLUMNS = _by_words(_HEADS)
ANSWERS = {field: _by_words(words) for field, words in _ANSWERS.items()}
