"""Carrying out a deed that a form asks for, once, and telling beside the fields why not."""

from collections.abc import Callable

from django.http import Http404

from strahlkraft.audit.actions import AlreadySubmitted
from strahlkraft.audit.queries import entry_of_submission
from strahlkraft.kernel.refusal import Refused
from strahlkraft.public.asking.forms import ReasonedForm


def carried_out(form: ReasonedForm, deed: Callable[[], object]) -> bool:
    """Whether it is done, now or by this very form before. What may not even be known becomes 404."""
    if not form.is_valid():
        return False
    try:
        deed()
    except AlreadySubmitted:
        return True
    except Refused as refused:
        if refused.hidden:
            raise Http404 from refused
        if form.submission_id and entry_of_submission(form.submission_id):  # pressed twice: the first press has done it
            return True
        form.show_refusals(refused.refusals)
        return False
    return True
