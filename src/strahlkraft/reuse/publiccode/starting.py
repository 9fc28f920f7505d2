"""A new publiccode.yml: valid from the start, with a comment on each key in German or English."""

import io
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node

from strahlkraft.reuse.publiccode.facts import document_from
from strahlkraft.reuse.publiccode.layout import TOP
from strahlkraft.reuse.publiccode.shapes import Contact, Description, Facts, Organisation
from strahlkraft.reuse.publiccode.writing import as_comment, write

LANGUAGES = ("de", "en")
EXAMPLE_URL = "https://example.org/software.git"


def new_document(  # noqa: PLR0913 - one argument for each fact that a person usually knows at once
    *,
    name: str = "",
    url: str = "",
    licence: str = "EUPL-1.2",
    language: str = "de",
    organisation: str = "",
    organisation_uri: str = "",
    software_type: str = "standalone/web",
    development_status: str = "development",
    platforms: tuple[str, ...] = ("web",),
) -> str:
    """The text of a file in which every key that must be there has a value, and the others stand ready as comments.

    What is not given is an example that says so. ``language`` (de, en; others raise ValueError) is the one of comments
    and examples and of the description. Valid by the standard if the given arguments are; a publisher is only stated
    with its ``organisation_uri``, for without one it would be an error.
    """
    if language not in LANGUAGES:
        message = f"no texts in {language!r}: choose one of {', '.join(LANGUAGES)}"
        raise ValueError(message)
    words = _texts()[language]
    facts = Facts(
        name=name or words["name"],
        url=url or EXAMPLE_URL,
        platforms=platforms,
        development_status=development_status,
        software_type=software_type,
        organisation=Organisation(uri=organisation_uri, name=organisation if organisation_uri else ""),
        descriptions={
            language: Description(short=words["short"], long=words["long"].strip(), features=(words["feature"],))
        },
        licence=licence,
        copyright_owner=organisation,
        maintenance_type="internal",
        contacts=(Contact(name=words["contact"]),),
        localisation_ready=False,
        languages=(language,),
    )
    return as_comment(words["header"].strip()) + "\n" + "\n".join(_chunks(document_from(facts), words["comments"]))


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "skeleton.toml").read_text("utf-8"))


def _chunks(document: dict[str, Any], comments: dict[str, str]) -> list[str]:
    """The file key by key: what it says with comments, what it could say as a comment."""
    examples: dict[str, str] = _texts()["examples"]
    chunks = []
    for key in TOP:
        if key in document:
            chunks.append(_commented(write({key: document[key]}), comments))
        elif key in examples:
            chunks.append(as_comment(f"{comments[key].strip()}\n{examples[key]}"))
    return chunks


def _commented(text: str, comments: dict[str, str]) -> str:
    """Put the comment of each key above its line."""
    lines = text.splitlines(keepends=True)
    above = {
        line: as_comment(comments[path].strip(), column)
        for path, line, column in _keys(YAML(typ="safe", pure=True).compose(io.StringIO(text)))
        if path in comments
    }
    return "".join(above.get(number, "") + line for number, line in enumerate(lines))


def _keys(node: Node, path: str = "") -> list[tuple[str, int, int]]:
    """Path, line and column of every key; languages are ``*``."""
    found: list[tuple[str, int, int]] = []
    if isinstance(node, MappingNode):
        for key, value in node.value:
            here = f"{path}.{'*' if path == 'description' else key.value}".lstrip(".")
            found.append((here, key.start_mark.line, key.start_mark.column))
            found += _keys(value, here)
    return found
