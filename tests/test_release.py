"""A release: the same bytes twice, sums, a signature that a flipped byte breaks."""

import subprocess
from pathlib import Path

import pytest

from tools import release

pytestmark = [pytest.mark.house, pytest.mark.slow]
EPOCH = 1_800_000_000


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release, built once and signed with a key made for this test."""
    out = tmp_path_factory.mktemp("release") / "dist"
    release.build(out, epoch=EPOCH)
    key = out.parent / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
    public = key.with_suffix(".pub").read_text(encoding="ascii")
    (out.parent / "signers").write_text(f'release namespaces="{release.NAMESPACE}" {public}', encoding="ascii")
    release.sign(release.write_sums(out), key)
    return out


def test_the_same_source_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    again = release.build(tmp_path / "again", epoch=EPOCH)
    assert [path.name.rpartition(".")[2] for path in again] == ["whl", "gz"]
    assert [path.read_bytes() == (built / path.name).read_bytes() for path in again] == [True, True]


def test_a_signed_release_is_sound_and_a_changed_or_foreign_one_is_not(built: Path) -> None:
    signers = built.parent / "signers"
    assert release.sound(built, signers, "release")
    assert not release.sound(built, signers, "somebody-else")
    for name in (release.SUMS, next(path.name for path in built.glob("*.whl"))):
        whole = (built / name).read_bytes()
        (built / name).write_bytes(whole[:9] + bytes([whole[9] ^ 1]) + whole[10:])
        assert not release.sound(built, signers, "release")
        (built / name).write_bytes(whole)
    assert release.sound(built, signers, "release")
