"""HTML of older sites becomes Markdown that means the same and holds nothing that runs."""

import pytest

from strahlkraft.design.richtext import markdown_html
from strahlkraft.newsroom.formats.html_markdown import absolute, markdown, plain

pytestmark = pytest.mark.house
BASE = "https://alt.beispiel.example/neues/1.html"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Eins</p><p>Zwei</p>", "Eins\n\nZwei"),
        ("<p>Eins<p>Zwei", "Eins\n\nZwei"),
        ("Ohne <b>Absatz</b> <i>hier</i>", "Ohne **Absatz** *hier*"),
        ("<h1>Oben</h1><h2>Unten</h2>", "## Oben\n\n### Unten"),
        ("<h4>Nur klein</h4>", "## Nur klein"),
        ('<p><a href="../bild.html">Mehr dazu</a></p>', "[Mehr dazu](https://alt.beispiel.example/bild.html)"),
        ('<p><a href="javascript:alert(1)">Klick</a></p>', "Klick"),
        ("<ul><li>Eins<li>Zwei</ul>", "- Eins\n- Zwei"),
        ("<ol><li>Eins</li><li>Zwei</li></ol>", "1. Eins\n2. Zwei"),
        ("<blockquote><p>Zitat</p></blockquote>", "> Zitat"),
        ("<p>Eins<br>Zwei</p>", "Eins\\\nZwei"),
        ("<p>Vor<script>alert(1)</script>nach<img src=x onerror=alert(1)></p>", "Vornach"),
        ("<p>1*2 [[project:x:funding]] &lt;b&gt;</p>", r"1\*2 \[\[project:x:funding\]\] \<b\>"),
        ("<p># Keine Überschrift</p>", r"\# Keine Überschrift"),
        ("<p>2026. Ein Jahr</p>", r"2026\. Ein Jahr"),
        ("<table><tr><td>Ort<td>Tag</table>", "Ort · Tag"),
        ("", ""),
    ],
)
def test_html_becomes_markdown(html: str, expected: str) -> None:
    assert markdown(html, BASE) == expected


def test_text_that_looks_like_markup_is_shown_as_text() -> None:
    shown = markdown_html(markdown("<p>&lt;script&gt;*x*&lt;/script&gt; &amp;copy;</p>", BASE))
    assert shown.strip() == "<p>&lt;script&gt;*x*&lt;/script&gt; &amp;copy;</p>"


def test_a_thousand_elements_within_each_other_are_read() -> None:
    assert plain("<div>" * 1_000 + "Tief") == "Tief"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/a b.html", "https://alt.beispiel.example/a%20b.html"),
        ("//cdn.beispiel.example/x", "https://cdn.beispiel.example/x"),
        ("datei(1).pdf", "https://alt.beispiel.example/neues/datei%281%29.pdf"),
        ("data:text/html,x", ""),
        ("http://[", ""),
    ],
)
def test_links_are_whole_and_lead_to_pages(link: str, expected: str) -> None:
    assert absolute(BASE, link) == expected
