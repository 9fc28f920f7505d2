"""What only we say: every fault at once, where the text of the standard is milder than the reference, and advice."""

from collections.abc import Iterator, Mapping
from typing import Any

from strahlkraft.reuse.publiccode import values as v
from strahlkraft.reuse.publiccode.decoding import Decoded, Path, dotted, place
from strahlkraft.reuse.publiccode.findings import Finding, Level
from strahlkraft.reuse.publiccode.reading import Node, Reading

_OLD_BOOLEANS = {"yes", "no", "on", "off", "y", "n"}
_PICTURES = {"logo": (".svg", ".svgz", ".png"), "screenshots": (".jpg", ".png")}


def hints(reading: Reading, decoded: Decoded) -> Iterator[Finding]:
    """Advice about a file that could be read."""
    assert reading.root is not None  # noqa: S101 - asked for files that could be read
    advisor = _Advisor(reading.root, decoded.values)
    if reading.byte_order_mark and next(iter(reading.root.pairs), "") != "publiccodeYmlVersion":
        yield Finding("hint", "", "byte_order_mark", {}, 1, 1)
    yield from advisor.milder()
    yield from advisor.old_booleans(decoded)
    yield from advisor.pictures()
    yield from advisor.italy()


class _Advisor:
    def __init__(self, root: Node, values: Mapping[str, Any]) -> None:
        self.root, self.values = root, values

    def say(self, path: Path, code: str, level: Level = "hint", **params: object) -> Finding:
        line, column = place(self.root, path)
        shown = {"name": str(path[-1])} | {name: str(value)[:80] for name, value in params.items()}
        return Finding(level, dotted(path), code, shown, line, column)

    def milder(self) -> Iterator[Finding]:
        """Where the text of the standard allows what the reference refuses, or the other way round."""
        platforms = self.root.get("platforms")
        if platforms and platforms.kind == "str":
            yield self.say(("platforms",), "platforms_as_text", value=platforms.text)
        described = {key: value or {} for key, value in (self.values.get("description") or {}).items()}
        for key in ("longDescription", "features"):
            has = [language for language, texts in described.items() if texts.get(key)]
            for language in described if has else ():
                if language not in has:
                    yield self.say(("description", language, key), "one_language_is_enough", other=has[0])
        for language, texts in described.items():
            for number, video in enumerate(texts.get("videos") or ()):
                if video and v.is_web_address(video) and not v.is_known_video(video):
                    yield self.say(("description", language, "videos", number), "video_allowed_by_text")
        for number, funder in enumerate(self.values.get("fundedBy") or ()):
            if funder and funder.get("name") and not funder.get("uri"):
                yield self.say(("fundedBy", number, "uri"), "funder_by_name")
        maintenance = self.values.get("maintenance") or {}
        if maintenance.get("type") in {"internal", "community"} and maintenance.get("contacts") == []:
            yield self.say(("maintenance", "contacts"), "empty_contacts")

    def old_booleans(self, decoded: Decoded) -> Iterator[Finding]:
        """``yes`` and ``no`` were booleans in YAML 1.1."""
        for fault in decoded.faults:
            if fault.code == "wrong_type_boolean" and fault.params["found"].lower() in _OLD_BOOLEANS:
                right = "true" if fault.params["found"].lower() in {"yes", "on", "y"} else "false"
                yield self.say(fault.path, "old_boolean", value=fault.params["found"], right=right)

    def pictures(self) -> Iterator[Finding]:
        """Formats that the reference refuses once it looks at the files."""
        if logo := self.values.get("logo"):
            yield from self._picture(("logo",), logo)
        for language, texts in (self.values.get("description") or {}).items():
            for number, picture in enumerate((texts or {}).get("screenshots") or ()):
                yield from self._picture(("description", language, "screenshots", number), picture or "")

    def _picture(self, path: Path, text: str) -> Iterator[Finding]:
        formats = _PICTURES["logo" if path[0] == "logo" else "screenshots"]
        if text and not text.partition("?")[0].lower().endswith(formats):
            yield self.say(path, "picture_format", formats=", ".join(formats))

    def italy(self) -> Iterator[Finding]:
        """The country section is out of use by the text only."""
        if self.values.get("IT"):
            yield self.say(("IT",), "old_italy")
