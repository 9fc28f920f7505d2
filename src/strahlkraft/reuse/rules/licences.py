"""Reading what somebody wrote as a licence: an SPDX expression, a claim, or something near a licence.

Facts: the identifiers of the SPDX licence list with its mark "OSI approved" (list 3.29), the appendix of the EUPL 1.2
(compatible licences), and the open licences named by GovData and the Open Definition for texts and data.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from license_expression import (
    ExpressionError,
    LicenseSymbol,
    LicenseWithExceptionSymbol,
    Licensing,
    get_spdx_licensing,
)

TEXT_LIMIT = 300  # characters; a longer text is no licence expression

# Approved by the Open Source Initiative, plus EUPL-1.0 and CECILL-2.0, which the EUPL's appendix and the Commission name.
OPEN_FOR_SOFTWARE = frozenset(
    """
    0BSD AAL AFL-1.1 AFL-1.2 AFL-2.0 AFL-2.1 AFL-3.0 AGPL-3.0-only AGPL-3.0-or-later APL-1.0 APSL-1.0 APSL-1.1 APSL-1.2
    APSL-2.0 Apache-1.1 Apache-2.0 Artistic-1.0 Artistic-1.0-Perl Artistic-1.0-cl8 Artistic-2.0 BSD-1-Clause
    BSD-2-Clause BSD-2-Clause-Patent BSD-3-Clause BSD-3-Clause-LBNL BSL-1.0 BlueOak-1.0.0 CAL-1.0
    CAL-1.0-Combined-Work-Exception CATOSL-1.1 CDDL-1.0 CDDL-1.1 CECILL-2.0 CECILL-2.1 CERN-OHL-P-2.0 CERN-OHL-S-2.0
    CERN-OHL-W-2.0 CNRI-Python CPAL-1.0 CPL-1.0 CUA-OPL-1.0 ECL-1.0 ECL-2.0 EFL-1.0 EFL-2.0 EPL-1.0 EPL-2.0 EUDatagrid
    EUPL-1.0 EUPL-1.1 EUPL-1.2 Entessa Fair Frameworx-1.0 GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later
    HPND ICU IPA IPL-1.0 ISC Intel Jam LGPL-2.0-only LGPL-2.0-or-later LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only
    LGPL-3.0-or-later LPL-1.0 LPL-1.02 LPPL-1.3c LiLiQ-P-1.1 LiLiQ-R-1.1 LiLiQ-Rplus-1.1 MIT MIT-0 MIT-Modern-Variant
    MPL-1.0 MPL-1.1 MPL-2.0 MPL-2.0-no-copyleft-exception MS-PL MS-RL MirOS Motosoto MulanPSL-2.0 Multics NASA-1.3 NCSA
    NGPL NPOSL-3.0 NTP Naumen Nokia OCLC-2.0 OFL-1.1 OFL-1.1-RFN OFL-1.1-no-RFN OGTSL OLDAP-2.8 OLFL-1.3 OSC-1.0
    OSET-PL-2.1 OSL-1.0 OSL-2.0 OSL-2.1 OSL-3.0 PHP-3.0 PHP-3.01 PostgreSQL Python-2.0 Python-2.0.1 QPL-1.0 RPL-1.1
    RPL-1.5 RPSL-1.0 RSCPL SISSL SPL-1.0 SimPL-2.0 Sleepycat UCL-1.0 UPL-1.0 Unicode-3.0 Unicode-DFS-2016 Unlicense
    VSL-1.0 W3C W3C-20150513 Watcom-1.0 WordNet Xnet ZPL-2.0 ZPL-2.1 Zlib curl wxWindows
    """.split()
)
# Open for texts and data; every licence open for software lets people use, change and share a text as well.
_OPEN_CONTENT = re.compile(
    r"CC-BY(-SA)?-\d\.\d(-[A-Z]{2,3})?|CC0-1\.0|DL-DE-(BY|ZERO)-2\.0|ODbL-1\.0|ODC-By-1\.0|PDDL-1\.0|LAL-1\.3"
)

# "licence-free" says that nothing is to be paid and grants no right; neither do these.
_CLAIM = re.compile(
    r"(lizenz(kosten|gebühren)?[\s-]?(frei|los)\w*|licen[cs]e[\s-]?(fee[\s-]?)?free|royalty[\s-]?free|gebührenfrei|"
    r"kosten(los|frei)|gratis|frei(e)?(\s+(software|verfügbar|nutzbar|nachnutzbar|lizenz))?|free(\s+software)?|freeware|"
    r"(quell)?offen|open[\s-]?source(\s+(software|lizenz|licen[cs]e))?|oss|floss|gemeinfrei|public\s+domain|none|keine)"
)

# How people write a licence -> what they probably mean. Read from the top; the first that fits the whole text counts.
_NEAR: tuple[tuple[str, str], ...] = (
    (r"eupl v?1\.?([012])(?: or later|\+)?", "EUPL-1.{1}"),
    (r"eupl|european union public licen[cs]e(?: v?1\.2)?", "EUPL-1.2"),
    (r"(a|l)?gpl ?v?([123])(?:\.0)?(?:\+| or later| oder (?:später|neuer|höher)| or any later version)", "{1}GPL-{2}.0-or-later"),
    (r"(a|l)?gpl ?v?([123])(?:\.0)? only", "{1}GPL-{2}.0-only"),
    (r"(?:gnu )?(a|l)?gpl ?v?([23])(?:\.0)?", "{1}GPL-{2}.0-only or {1}GPL-{2}.0-or-later"),
    (r"(?:gnu )?lgpl ?v?2\.1", "LGPL-2.1-only or LGPL-2.1-or-later"),
    (r"(?:gnu )?(a|l)?gpl|gnu", "{1}GPL-3.0-only or {1}GPL-3.0-or-later"),
    (r"gnu (?:general public licen[cs]e)(?: v?3(?:\.0)?)?", "GPL-3.0-only or GPL-3.0-or-later"),
    (r"gnu (?:general public licen[cs]e) v?2(?:\.0)?", "GPL-2.0-only or GPL-2.0-or-later"),
    (r"gnu affero(?: general public licen[cs]e)?(?: v?3(?:\.0)?)?", "AGPL-3.0-only or AGPL-3.0-or-later"),
    (r"gnu lesser(?: general public licen[cs]e)?(?: v?3(?:\.0)?)?", "LGPL-3.0-only or LGPL-3.0-or-later"),
    (r"apache(?: software)?(?: licen[cs]e)?(?: v?2(?:\.0)?)?|asl ?2(?:\.0)?", "Apache-2.0"),
    (r"mit(?: licen[cs]e| lizenz)|expat", "MIT"),
    (r"bsd(?: licen[cs]e)?|bsd ?3|(?:new|modified) bsd", "BSD-3-Clause"),
    (r"(?:simplified |free)?bsd ?2|simplified bsd|2 clause bsd", "BSD-2-Clause"),
    (r"3 clause bsd|bsd 3 clause(?: licen[cs]e)?", "BSD-3-Clause"),
    (r"mpl(?: v?2(?:\.0)?)?|mozilla(?: public licen[cs]e)?(?: v?2(?:\.0)?)?", "MPL-2.0"),
    (r"(?:epl|eclipse(?: public licen[cs]e)?)(?: v?2(?:\.0)?)?", "EPL-2.0"),
    (r"cc ?0|cc zero|creative commons zero", "CC0-1.0"),
    (r"cc by (sa|nc|nd|nc sa|nc nd)(?: v?([1-4]\.0))?(?: de| international)?", "CC-BY-{1}-{2|4.0}"),
    (r"(?:cc by|creative commons(?: by| namensnennung| attribution)?|cc)(?: v?([1-4]\.0))?(?: de| international)?", "CC-BY-{1|4.0}"),
    (r"(?:dl de by|datenlizenz deutschland(?: namensnennung)?)(?: v?2(?:\.0)?)?", "DL-DE-BY-2.0"),
    (r"(?:dl de zero|datenlizenz deutschland zero)(?: v?2(?:\.0)?)?", "DL-DE-ZERO-2.0"),
)  # fmt: skip
_SUFFIX = re.compile(r"(.+?)(-or-later|-only|\+)", re.IGNORECASE)
_REFERENCE = re.compile(r"(DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Licence:
    """What a text says about a licence.

    ``expression`` is the normalised SPDX expression, empty when the text is none; ``ids`` its known identifiers;
    ``suggestion`` what was probably meant; ``claim_only`` whether it only says "free" and names no licence.
    Open means: everybody may use, change and pass it on, also for money. What says NC or ND, and a licence of one's
    own (``LicenseRef-…``), is not known to be open.
    """

    text: str
    expression: str = ""
    ids: tuple[str, ...] = ()
    open_for_software: bool = False
    open_for_content: bool = False
    suggestion: str = ""
    claim_only: bool = False


@lru_cache(maxsize=1)
def _licensing() -> Licensing:
    return get_spdx_licensing()


@lru_cache(maxsize=4_096)
def read_licence(text: str) -> Licence:
    """Read a licence as written in a form or a file; never raises."""
    stated = " ".join(text.split())
    if not stated or len(stated) > TEXT_LIMIT:
        return Licence(stated[:TEXT_LIMIT])
    if _CLAIM.fullmatch(stated.lower().rstrip(".! ")):
        return Licence(stated, claim_only=True)
    tree = _parsed(stated)
    if tree is None:
        return Licence(stated, suggestion=_near(stated))
    return Licence(
        stated,
        expression=str(tree),
        ids=tuple(sorted(_ids(tree))),
        open_for_software=_is_open(tree, _software),
        open_for_content=_is_open(tree, _content),
    )


def _parsed(text: str) -> Any | None:
    """The syntax tree when every name in it is on the SPDX list (or is a ``LicenseRef-…``), else None."""
    try:
        tree = _licensing().parse(text, validate=False, strict=False)
    except (ExpressionError, IndexError, AssertionError, RecursionError):  # the library trips over "()" and "( AND NOT"
        return None
    return (
        tree
        if tree is not None
        and all(_is_known(symbol, is_exception=is_exception) for symbol, is_exception in _symbols(tree))
        else None
    )


def _symbols(tree: Any) -> list[tuple[Any, bool]]:
    """Every licence of the tree, and every exception (True), pairs of WITH taken apart."""
    found = []
    for symbol in tree.get_symbols():
        if isinstance(symbol, LicenseWithExceptionSymbol):
            found += [(symbol.license_symbol, False), (symbol.exception_symbol, True)]
        else:
            found.append((symbol, False))
    return found


def _is_known(symbol: LicenseSymbol, *, is_exception: bool) -> bool:
    """On the SPDX list in this role, also as ``…+``, or a ``LicenseRef-…``, some of which the library knows."""
    known = _licensing().known_symbols.get(_plain(symbol.key))
    if known is None:
        return not is_exception and _REFERENCE.fullmatch(symbol.key) is not None
    return bool(known.is_exception) is is_exception


def _plain(key: str) -> str:
    """The licence of ``MPL-2.0+`` (this or a later version) is MPL-2.0."""
    return key.removesuffix("+")


def _ids(tree: Any) -> set[str]:
    return {str(symbol.key) for symbol, _ in _symbols(tree)}


def _software(key: str) -> bool:
    return _plain(key) in OPEN_FOR_SOFTWARE


def _content(key: str) -> bool:
    return _software(key) or _OPEN_CONTENT.fullmatch(_plain(key)) is not None


def _is_open(tree: Any, is_open: Any) -> bool:
    """OR: one open branch is enough, for the reuser chooses; AND: all; an exception only adds rights."""
    if isinstance(tree, LicenseWithExceptionSymbol):
        return bool(is_open(tree.license_symbol.key))
    if isinstance(tree, LicenseSymbol):
        return bool(is_open(tree.key))
    branches = [_is_open(branch, is_open) for branch in tree.args]
    return any(branches) if tree.operator.strip() == "OR" else all(branches)


def _near(text: str) -> str:
    """What was probably meant, as SPDX names; empty when nothing comes near."""
    plain = " ".join(re.sub(r"[\s,_/()-]+", " ", text.lower()).replace("version ", "v").split()).removeprefix("the ")
    for pattern, meant in _NEAR:
        if match := re.fullmatch(pattern, plain):
            return _filled(meant, match)
    if match := _SUFFIX.fullmatch(text):
        base = read_licence(match.group(1))
        return base.expression or base.suggestion
    if "-" not in text and " " in text:
        return read_licence(text.replace(" ", "-")).expression
    return ""


def _filled(meant: str, match: re.Match[str]) -> str:
    """Put the groups of the match in; ``{2|4.0}`` stands for 4.0 when group 2 is empty."""

    def group(place: re.Match[str]) -> str:
        number, _, otherwise = place.group(1).partition("|")
        return (match.group(int(number)) or otherwise).upper().replace(" ", "-")

    return re.sub(r"\{([^}]+)\}", group, meant)
