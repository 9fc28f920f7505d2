"""Editions of the paper of a proof of use stay as they are: old snapshots are drawn by them (I20)."""

import hashlib
from pathlib import Path

import pytest

import strahlkraft
from strahlkraft.funding.rules.proofs import TEMPLATE

pytestmark = pytest.mark.house

FUNDING = Path(strahlkraft.__file__).parent / "funding"
EDITIONS = {
    "1": {
        "templates/funding/papers/proof_1.html": "4e320e3500ab1f55697fae3f675e38f46109840f75306ebbddd1bf91867a3afd",
        "static/funding/papers/proof_1.css": "396cad30b270781ef841a2204f3d270e00db389308d13eae50fef63cabb23511",
    },
}


def test_i20_an_edition_that_papers_were_made_by_is_never_changed() -> None:
    """I20: whoever wants another look adds an edition; this one is what old snapshots are drawn by."""
    found = {
        edition: {name: hashlib.sha256((FUNDING / name).read_bytes()).hexdigest() for name in files}
        for edition, files in EDITIONS.items()
    }
    assert (found, TEMPLATE in EDITIONS) == (EDITIONS, True)
