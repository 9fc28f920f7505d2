"""Text from strangers as people see it."""

import pytest

from strahlkraft.kernel.storable import seen

pytestmark = pytest.mark.house


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("zwei\x0bZeilen\u2028hier", "zwei Zeilen hier"),
        ("\x07\x1b\u202eoffen\u2066\ufeff", "offen"),
        ("Größe\tund\r\nZeile 👩\u200d💻", "Größe\tund\r\nZeile 👩\u200d💻"),
        ("NUL\0bleibt", "NUL\0bleibt"),
    ],
)
def test_text_loses_only_what_nobody_sees(sent: str, shown: str) -> None:
    assert seen(sent) == shown
