"""Importers: one folder per forge, found by looking; a new folder with a ``FORGE`` is a new forge.

A forge tells which repositories a publisher has and where each would keep its publiccode.yml. What is fetched is
fetched by the caller's ``get`` (that of a :class:`~strahlkraft.reuse.fetching.Fetcher`).
"""

from .discovery import find, forge_of, forges
from .forge import FILE_NAMES, Forge, Get, Page, Repository
from .identity import ForkClass, Identity, Sameness, canonical, fork_class, pasted, same_software

__all__ = [
    "FILE_NAMES",
    "Forge",
    "ForkClass",
    "Get",
    "Identity",
    "Page",
    "Repository",
    "Sameness",
    "canonical",
    "find",
    "forge_of",
    "forges",
    "fork_class",
    "pasted",
    "same_software",
]
