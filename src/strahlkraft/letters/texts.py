"""The words of the outbox for people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from strahlkraft.letters.rules import Fault, LetterState

LETTER_STATES: Mapping[LetterState, Promise] = {
    LetterState.WAITING: _("waiting"),
    LetterState.FAILED: _("failed so far"),
    LetterState.SENT: _("sent"),
    LetterState.GIVEN_UP: _("given up"),
    LetterState.BOUNCED: _("came back"),
    LetterState.UNHEARD: _("answer not heard"),
}
FAULTS: Mapping[Fault, Promise] = {
    Fault.UNREACHABLE: _("No mail server could be reached."),
    Fault.LATER: _("The mail server asks to try again later."),
    Fault.REFUSED: _("The mail server says for good that this mailbox takes no letters."),
    Fault.REJECTED: _("The mail server does not take this letter; the mailbox itself may be fine."),
    Fault.EXPIRED: _("The letter had become pointless before it could be sent."),
    Fault.BOUNCED: _("A mail server further on has sent the letter back."),
    Fault.UNHEARD: _(
        "The mail server has probably taken the letter, but its answer was not heard. So that nobody gets it twice, it is not sent again."
    ),
}
