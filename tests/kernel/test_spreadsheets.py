"""No cell of an export is run as a formula."""

import pytest

from strahlkraft.kernel.spreadsheets import defused

pytestmark = pytest.mark.house


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"])
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert (defused(text), defused(f"a{text}")) == (f"'{text}", f"a{text}")
