"""Which forges there are, and which one an address belongs to."""

import functools
import importlib
import pkgutil

from strahlkraft.reuse.fetching import FetchRefused

from .forge import Forge, Get


@functools.cache
def forges() -> dict[str, Forge]:
    """Every forge by its name, those with an address of their own first, the one that takes anything last."""
    package = importlib.import_module(__package__)
    found: list[Forge] = [
        importlib.import_module(f"{__package__}.{module.name}").FORGE
        for module in pkgutil.iter_modules(package.__path__)
        if module.ispkg
    ]
    return {forge.name: forge for forge in sorted(found, key=lambda forge: (forge.takes_anything, forge.name))}


def forge_of(url: str, named: str = "") -> Forge:
    """The forge of an address, by what is ``named`` or by the look of the address; nobody is asked.

    Raises ``KeyError`` for a name that no folder has.
    """
    if named:
        return forges()[named]
    return next(forge for forge in forges().values() if forge.recognises(url))


def find(get: Get, url: str, named: str = "") -> Forge:
    """As :func:`forge_of`; a host that does not look like a forge is asked whether it is one (a request or two)."""
    forge = forge_of(url, named)
    if named or not forge.takes_anything:
        return forge
    for other in forges().values():
        if not other.takes_anything:
            try:
                if other.answers(get, url):
                    return other
            except FetchRefused as refused:
                if refused.passing:
                    break  # nobody there to ask; the address itself will tell
    return forge
