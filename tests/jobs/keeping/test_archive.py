"""The file itself: what is not genuine to the last byte is refused, with a sentence."""

import io
import tarfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strahlkraft.jobs.keeping.archive import packed, unpacked
from strahlkraft.jobs.keeping.sealing import Unreadable, identities_of, new_key, recipients_of, sealed

pytestmark = pytest.mark.once


def small(file: Path, recipients: Any) -> bytes:
    with file.open("wb") as raw, packed(raw, recipients, {"version": "1", "migrations": []}) as packer:
        packer.put("database/facts.json", b"{}")
        packer.put("files/Müll/ä.txt", b"Beispiel" * 200)
    return file.read_bytes()


def refused(file: Path, identities: Any) -> str:
    """The sentence; empty when the file was accepted."""
    folder = file.parent / "room"
    folder.mkdir(exist_ok=True)
    try:
        unpacked(file, identities, folder, keep=lambda _name: True, check=lambda _about: None)
    except Unreadable as error:
        return str(error)
    return ""


@pytest.mark.parametrize("encrypted", [True, False])
def test_everything_comes_back_as_it_was(tmp_path: Path, key: SimpleNamespace, *, encrypted: bool) -> None:
    small(tmp_path / "b", recipients_of([key.public]) if encrypted else [])
    found = unpacked(
        tmp_path / "b", identities_of(key.file), tmp_path, keep=lambda name: "ä" in name, check=lambda _about: None
    )
    assert (found.files, found.path("files/Müll/ä.txt").read_bytes()) == (["Müll/ä.txt"], b"Beispiel" * 200)
    assert not found.path("database/facts.json").exists()


@pytest.mark.parametrize("encrypted", [True, False])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(data=st.data())
def test_a_changed_or_missing_byte_anywhere_is_refused(
    tmp_path: Path, key: SimpleNamespace, data: st.DataObject, *, encrypted: bool
) -> None:
    file = tmp_path / "b"
    sound = file.read_bytes() if file.exists() else small(file, recipients_of([key.public]) if encrypted else [])
    place = data.draw(st.integers(0, len(sound) - 1))
    flipped = sound[place] ^ data.draw(st.integers(1, 255))
    damaged = data.draw(
        st.sampled_from([sound[:place], sound[:place] + bytes([flipped]) + sound[place + 1 :], sound + b"\0"])
    )
    other = tmp_path / "damaged"
    other.write_bytes(damaged)
    assert refused(other, identities_of(key.file))


def test_another_key_or_none_is_told(tmp_path: Path, key: SimpleNamespace) -> None:
    small(tmp_path / "b", recipients_of([key.public]))
    key.file.write_text(new_key()[0], encoding="ascii")
    assert "None of these keys opens" in refused(tmp_path / "b", identities_of(key.file))
    assert "name the file with the secret key" in refused(tmp_path / "b", [])


@pytest.mark.parametrize("words", ["", "kein Schlüssel", "AGE-SECRET-KEY-1FALSCH"])
def test_a_file_without_a_key_is_told(tmp_path: Path, words: str) -> None:
    (tmp_path / "k").write_text(words, encoding="utf-8")
    with pytest.raises(Unreadable):
        identities_of(tmp_path / "k")


def test_what_is_no_public_key_is_told() -> None:
    with pytest.raises(Unreadable, match="no public key"):
        recipients_of(["age1falsch"])


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"about.json": b'{"format": 2}'}, "newer Strahlkraft"),
        ({"anderes.txt": b"x"}, "no backup of Strahlkraft"),
        ({"about.json": b'{"format": 1}', "files/x": b"y"}, "not those that the backup lists"),
        ({}, "not those that the backup lists"),
    ],
)
def test_a_genuine_file_that_is_no_backup_of_ours_is_refused(
    tmp_path: Path, parts: dict[str, bytes], said: str
) -> None:
    with (tmp_path / "b").open("wb") as raw, sealed(raw, []) as target, tarfile.open(fileobj=target, mode="w|") as tar:
        for name, content in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    assert said in refused(tmp_path / "b", [])


def test_names_inside_lead_nowhere_else(tmp_path: Path) -> None:
    with (tmp_path / "b").open("wb") as raw, packed(raw, [], {}) as packer:
        packer.put("files/../../../evil", b"x")
    room = tmp_path / "room"
    room.mkdir()
    unpacked(tmp_path / "b", [], room, keep=lambda _name: True, check=lambda _about: None)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name not in {"data", "key.txt"}) == ["b", "room"]
