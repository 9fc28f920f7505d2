"""Cuts text into words with their place, joins gender marks, knows words that say nothing."""

import re
from typing import NamedTuple

from strahlkraft.search.analysis.fold import fold, normalise

MAX_WORD = 64  # letters; longer runs are not words
# Bürger*innen, Bürger:in, Bürger_innen, Bürger/-innen, Bürger(innen), Schüler·innen
_GENDER = re.compile(r"(?<=\w{2})(?:[*:_·/]-?|\((?=-?in))-?(in(?:nen)?)\b\)?")
_WORD = re.compile(r"[^\W_]+(?:(?:[-‐‑'’.&+](?=[^\W_]))[^\W_]+)*")
_INNER = re.compile(r"[^\W_]+")


class Token(NamedTuple):
    """One word: its folded form and the place of its letters in the normalised text."""

    form: str
    start: int
    end: int
    joined: bool = False  # a part of a word written with a hyphen


def tokenise(text: str, *, limit: int = 1_000_000) -> list[Token]:
    """The words of ``text`` in order, at most ``limit``; words with hyphens give their parts."""
    return tokenise_normalised(normalise(text), limit=limit)


def tokenise_normalised(text: str, *, limit: int = 1_000_000) -> list[Token]:
    """As :func:`tokenise` for text that went through ``normalise`` already."""
    tokens: list[Token] = []
    append = tokens.append
    for match in _WORD.finditer(_without_gender_marks(text)):
        word, start = match.group(), match.start()
        if word.isalnum():
            if len(word) <= MAX_WORD:
                append(Token(fold(word), start, start + len(word)))
        else:
            _append_parts(tokens, word, start)
        if len(tokens) >= limit:
            return tokens[:limit]
    return tokens


def _append_parts(tokens: list[Token], word: str, start: int) -> None:
    joined = False
    for inner in _INNER.finditer(word):
        part = inner.group()
        if len(part) <= MAX_WORD:
            tokens.append(Token(fold(part), start + inner.start(), start + inner.end(), joined=joined))
            joined = True


def _without_gender_marks(text: str) -> str:
    """Marks are blanked and the ending cut, so that the places of all other letters stay."""
    if not any(mark in text for mark in "*:_·/("):
        return text
    return _GENDER.sub(lambda match: " " * len(match.group()), text)


STOP_WORDS = frozenset(
    fold(word)
    for word in """
    aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim
    bin bis bist bzw da dabei dadurch dafür dagegen daher damit dann daran darauf daraus darf darfst darin darüber darum
    das dass dasselbe dazu dein deine deinem deinen deiner dem den denn der deren derer derselbe des dessen dich die
    dies diese dieselbe diesem diesen dieser dieses dir doch dort du durch dürfen ein eine einem einen einer eines einig
    einige einigem einigen einiger einiges einmal er es etc etwa etwas euch euer eure eurem euren eurer für gegen gerne
    gewesen gibt gilt geht hab habe haben hast hat hatte hatten hätte hätten her hier hin hinter ich ihm ihn ihnen ihr
    ihre ihrem ihren ihrer ihres im in indem innerhalb ins ist ja je jede jedem jeden jeder jedes jene jenem jenen jener
    jenes jetzt kann kannst können könnte könnten man manche manchem manchen mancher manches mein meine meinem meinen
    meiner meines mich mir mit möchte möchten muss musst müssen müsste nach nachdem nebst noch nun nur ob oder per sehr sei
    seien sein seine seinem seinen seiner seines seit sich sie sind so sobald sofern solche solchem solchen solcher
    solches soll sollen sollte sollten somit sondern sonst sowie sowohl über um und uns unser unsere unserem unseren
    unserer unter usw viel viele vielen vom von vor während war waren warst was weil welche welchem welchen welcher
    welches wenn wer werde werden weshalb wessen wie wieder wieso will wir wird wirst wo wobei wodurch wofür woher wohin
    wollen womit worden woran worauf worin worüber wozu wurde wurden würde würden zu zum zur zwar zwischen
    ggf inkl vgl sog z.b bspw ca nr hierzu hierfür hierbei wann warum braucht brauche brauchen sowie gemäß laut
    a about an and are as at be by can do does for from has have how i if in into is it its me my of on or our should
    that the their them there these they this to us s t was we were what when where which who why will with would you your
    """.split()
)
# In a need told as a sentence these carry little; alone they still find.
WEAK_WORDS = frozenset(
    fold(word)
    for word in """
    suche suchen sucht finden findet finde bekommen bekomme erhalten erhalte machen mache macht gehen tun geben sagen
    wissen kennen zeigen möglich möglichkeit mehr neu neue neuen neuer gut gute besser einfach schnell richtig gerade
    bitte hilfe information informationen info infos infos thema bereich sache sachen ding dinge leute jemand andere
    alle stadt gemeinde kommune kommunal kommunale kommunalen städte gemeinden kommunen lösung lösungen projekt projekte
    app software programm tool system digital digitale digitalen digitaler digitales online elektronisch elektronische
    bedeutet bedeuten heißt unterschied aufgaben aufgabe inhalt zuständig zuständigkeit voraussetzung voraussetzungen
    city cities town towns municipality municipalities local public project projects find get make help new solution
    ablauf pflicht erlaubt verboten notwendig nötig erforderlich hoch lange kosten kostet
    """.split()
)
