"""Official keys of German territorial units (Amtlicher Gemeindeschlüssel, Regionalschlüssel).

Source: Statistisches Bundesamt, Gemeindeverzeichnis GV-ISys: AGS is
Land (2) + Regierungsbezirk (1) + Kreis (2) + Gemeinde (3); ARS has 12 digits.
"""

import re

_AGS = re.compile(r"(0[1-9]|1[0-6])\d{6}")
_ARS = re.compile(r"(0[1-9]|1[0-6])\d{10}")
_DISTRICT = re.compile(r"(0[1-9]|1[0-6])\d{3}")


def is_ags(text: str) -> bool:
    """Whether ``text`` is a well-formed eight-digit municipality key of one of the 16 Länder."""
    return _AGS.fullmatch(text) is not None


def is_ars(text: str) -> bool:
    """Whether ``text`` is a well-formed twelve-digit regional key."""
    return _ARS.fullmatch(text) is not None


def is_district_key(text: str) -> bool:
    """Whether ``text`` is a well-formed five-digit key of a Kreis or kreisfreie Stadt."""
    return _DISTRICT.fullmatch(text) is not None
