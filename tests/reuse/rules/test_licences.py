"""What people write as a licence, and what it lets others do."""

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from strahlkraft.reuse.rules.licences import Licence, read_licence

pytestmark = pytest.mark.house


@pytest.mark.parametrize(
    ("text", "expression", "software", "content"),
    [
        ("EUPL-1.2", "EUPL-1.2", True, True),
        ("mit", "MIT", True, True),
        ("agpl-3.0", "AGPL-3.0-only", True, True),
        ("GPL-3.0+", "GPL-3.0-or-later", True, True),
        ("MIT OR CC-BY-NC-4.0", "MIT OR CC-BY-NC-4.0", True, True),
        ("MIT AND CC-BY-NC-4.0", "MIT AND CC-BY-NC-4.0", False, False),
        ("LGPL-3.0-or-later AND MPL-2.0+", "LGPL-3.0-or-later AND MPL-2.0+", True, True),
        (
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            True,
            True,
        ),
        ("CC-BY-4.0", "CC-BY-4.0", False, True),
        ("CC-BY-SA-3.0-DE", "CC-BY-SA-3.0-DE", False, True),
        ("CC0-1.0", "CC0-1.0", False, True),
        ("DL-DE-BY-2.0", "DL-DE-BY-2.0", False, True),
        ("DL-DE-ZERO-2.0", "DL-DE-ZERO-2.0", False, True),
        ("CC-BY-NC-4.0", "CC-BY-NC-4.0", False, False),
        ("CC-BY-ND-4.0", "CC-BY-ND-4.0", False, False),
        ("LicenseRef-Stadt", "LicenseRef-Stadt", False, False),
    ],
)
def test_an_expression_is_normalised_and_classed(text: str, expression: str, software: bool, content: bool) -> None:  # noqa: FBT001 - a column of the table
    licence = read_licence(text)

    assert (licence.expression, licence.open_for_software, licence.open_for_content) == (expression, software, content)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("GPL 3", "GPL-3.0-only or GPL-3.0-or-later"),
        ("GPLv3", "GPL-3.0-only or GPL-3.0-or-later"),
        ("AGPL", "AGPL-3.0-only or AGPL-3.0-or-later"),
        ("GNU General Public License, Version 2", "GPL-2.0-only or GPL-2.0-or-later"),
        ("GPL v2 or later", "GPL-2.0-or-later"),
        ("EUPL 1.2", "EUPL-1.2"),
        ("EUPL", "EUPL-1.2"),
        ("EUPL-1.2-or-later", "EUPL-1.2"),
        ("MIT License", "MIT"),
        ("Apache 2", "Apache-2.0"),
        ("CC BY 4.0", "CC-BY-4.0"),
        ("CC BY-SA", "CC-BY-SA-4.0"),
        ("Datenlizenz Deutschland Zero 2.0", "DL-DE-ZERO-2.0"),
        ("our own terms", ""),
    ],
)
def test_what_is_no_expression_gets_the_nearest_name(text: str, suggestion: str) -> None:
    assert read_licence(text) == Licence(text, suggestion=suggestion)


@pytest.mark.parametrize(
    "text", ["lizenzfrei", "Lizenzkostenfrei", "Open Source", "kostenlos", "public domain", "none"]
)
def test_a_claim_that_names_no_licence_is_a_claim(text: str) -> None:
    assert read_licence(text) == Licence(text, claim_only=True)


@pytest.mark.parametrize("text", ["()", "() )", "( AND NOT", "not MIT", "MIT WITH MIT", "Classpath-exception-2.0"])
def test_what_only_looks_like_an_expression_is_none(text: str) -> None:
    assert read_licence(text) == Licence(text)


def test_nothing_and_far_too_much_are_no_licence() -> None:
    assert read_licence("  ") == Licence("")
    assert read_licence("MIT OR " * 5_000 + "MIT").expression == ""


@examples(max_examples=150)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["MIT", "(", ")", "AND", "OR", "WITH", "+", ",", "GPL", "3"])).map(" ".join)
)
def test_no_text_breaks_it_and_a_normalised_one_stays(text: str) -> None:
    licence = read_licence(text)

    assert not licence.expression or read_licence(licence.expression).expression == licence.expression
