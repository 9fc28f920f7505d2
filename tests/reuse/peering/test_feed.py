"""What a peer may tell us: verified, bounded, for itself only; whatever else it sends is a fault and no accident."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from strahlkraft.reuse.peering import Entry, Feed, Instance, PeerFault, build, join, new_key, private_key, sign, verify
from strahlkraft.reuse.peering.canonical import canonical
from strahlkraft.reuse.peering.feed import FORMAT, MAX_BYTES, is_address, origin_of
from strahlkraft.reuse.peering.words import FAULTS

pytestmark = pytest.mark.house

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ORIGIN = "https://peer.example"
PRIVATE, PUBLIC = new_key()
OTHER_PRIVATE, OTHER_PUBLIC = new_key()
KEY = private_key(PRIVATE)
PEER = Instance(ORIGIN + "/", "Beispielregion", PUBLIC)
ENTRY = Entry(
    uri=ORIGIN + "/angebote/a",
    kind="offer",
    title="Ein Beispiel für Größe",
    summary="Kurz.",
    url=ORIGIN + "/angebote/a",
    licence="EUPL-1.2",
    repository="https://git.example/a/b",
    result_kind="software",
    size_classes=("small_town",),
    languages=("de", "de-DE"),
    publisher="Stadt Beispiel",
    municipality_key="05974040",
    readiness_level="proven",
    modified="2026-11-20",
)


def page(*entries: Entry, **changes: Any) -> dict[str, Any]:
    return build(instance=PEER, sequence=7, generated_at=NOW, entries=entries or (ENTRY,)) | changes


def heard(document: Any, **circumstances: Any) -> Feed | PeerFault:
    return verify(sign(document, KEY), PUBLIC, origin=ORIGIN, now=NOW, **circumstances)


def told(row: dict[str, Any]) -> Feed | PeerFault:
    return heard(page(entries=[json.loads(canonical(page()["entries"][0])) | row]))


def test_what_we_build_and_sign_is_what_a_peer_reads() -> None:
    second = Entry(uri=ORIGIN + "/b", kind="software", title="B", withdrawn=True)
    document = build(
        instance=PEER, sequence=7, generated_at=NOW, entries=(ENTRY, second), next_url=ORIGIN + "/feed?page=2"
    )

    assert heard(document) == Feed(PEER, 7, NOW, (ENTRY, second), ORIGIN + "/feed?page=2")
    assert sign(document, KEY) == sign(json.loads(sign(document, KEY)), KEY)


def test_a_feed_has_exactly_the_fields_of_the_contract() -> None:
    assert sorted(page()) == sorted(["format", "version", "instance", "sequence", "generated_at", "entries", "next"])
    assert [field.name for field in fields(Entry)] == [
        *("uri", "kind", "title", "summary", "url", "licence", "repository", "result_kind", "size_classes"),
        *("languages", "publisher", "municipality_key", "readiness_level", "modified", "withdrawn"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"\xff\xfe{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[" * 20 + b"]" * 20, "not_json"),
        (b'{"a":1,"a":2}', "not_json"),
        (b'{"a":1.5}', "not_json"),
        (b'{"a":NaN}', "not_json"),
        (b'{"a":' + b"9" * 5_000 + b"}", "not_json"),
        (b'{"a":"\\ud800"}', "not_json"),
        (b" " * (MAX_BYTES + 1), "too_large"),
        (b"[]", "wrong_format"),
        (b'{"format":"rss"}', "wrong_format"),
        (b'{"format":"strahlkraft-catalogue","version":2}', "wrong_version"),
        (b'{"format":"strahlkraft-catalogue","version":1}', "bad_field"),
    ],
)
def test_bytes_that_are_no_catalogue_are_a_fault(data: bytes, code: str) -> None:
    found = verify(data, PUBLIC, origin=ORIGIN, now=NOW)

    assert isinstance(found, PeerFault)
    assert found.code == code


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (page(instance={"uri": ORIGIN, "name": "B", "public_key": OTHER_PUBLIC}), PeerFault("key_changed")),
        (
            page(instance={"uri": "https://else.example", "name": "B", "public_key": PUBLIC}),
            PeerFault("foreign_origin", "instance.uri"),
        ),
        (page(instance={"uri": ORIGIN, "public_key": PUBLIC}), PeerFault("bad_field", "instance.name")),
        (page(sequence=True), PeerFault("bad_field", "sequence")),
        (page(sequence=-1), PeerFault("bad_field", "sequence")),
        (page(generated_at="2026-11-23T09:00:00"), PeerFault("bad_field", "generated_at")),
        (page(generated_at=5), PeerFault("bad_field", "generated_at")),
        (page(generated_at=(NOW + timedelta(days=2)).isoformat()), PeerFault("from_the_future")),
        (page(next="https://else.example/2"), PeerFault("foreign_origin", "next")),
        (page(next="file:///etc/passwd"), PeerFault("bad_field", "next")),
        (page(entries={}), PeerFault("bad_field", "entries")),
        (page(entries=[0] * 2_001), PeerFault("too_many_entries")),
        (page(replace(ENTRY, uri="https://else.example/a")), PeerFault("foreign_origin", "entries[0].uri")),
        (page(replace(ENTRY, uri="http://peer.example/a")), PeerFault("foreign_origin", "entries[0].uri")),
        (page(ENTRY, ENTRY), PeerFault("identity_clash", "entries[1].uri")),
    ],
)
def test_a_signed_page_that_is_wrong_or_lies_is_a_fault(document: dict[str, Any], fault: PeerFault) -> None:
    assert heard(document) == fault


def test_a_page_signed_by_somebody_else_or_changed_on_its_way_is_a_bad_signature() -> None:
    forged = sign(page(), private_key(OTHER_PRIVATE))
    changed = sign(page(), KEY).replace(b"EUPL-1.2", b"EUPL-1.1")
    unsigned = canonical(page())

    assert [verify(data, PUBLIC, origin=ORIGIN, now=NOW) for data in (forged, changed, unsigned)] == [
        PeerFault("bad_signature")
    ] * 3


def test_an_older_sequence_is_a_replay_and_the_same_one_is_not() -> None:
    assert heard(page(), last_sequence=8) == PeerFault("replay")
    assert isinstance(heard(page(), last_sequence=7), Feed)


def test_a_new_peer_is_read_by_the_key_it_names_for_a_person_to_confirm() -> None:
    found = verify(sign(page(), KEY), "", origin=ORIGIN + "/feed.json", now=NOW)

    assert isinstance(found, Feed)
    assert found.instance.public_key == PUBLIC


@pytest.mark.parametrize(
    "row",
    [
        {"uri": "javascript:alert(1)"},
        {"uri": None},
        {"kind": "person"},
        {"kind": ["offer"]},
        {"title": ""},
        {"title": "a" * 301},
        {"title": "a\u202eb"},
        {"title": 5},
        {"url": "https://user:pw@peer.example/"},
        {"repository": "ftp://git.example"},
        {"languages": ["<b>"]},
        {"languages": "de"},
        {"size_classes": [{}]},
        {"modified": "gestern"},
        {"modified": [1]},
        {"withdrawn": "no"},
        {"municipality_key": 5},
    ],
)
def test_an_unusable_entry_is_left_out_and_counted(row: dict[str, Any]) -> None:
    found = told(row)

    assert isinstance(found, Feed)
    assert (found.entries, found.dropped) == ((), 1)


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ({"contact": "Vorname Name", "phone": "0"}, {}),
        ({"summary": "Fragen an amt@stadt.example bitte"}, {"summary": "Fragen an … bitte"}),
        (
            {"result_kind": "hologram", "size_classes": ["metropolis", "city"]},
            {"result_kind": "", "size_classes": ("city",)},
        ),
        ({"municipality_key": "05x", "readiness_level": "perfect"}, {"municipality_key": "", "readiness_level": ""}),
        ({"modified": "2026-11-20T08:00:00Z"}, {}),
    ],
)
def test_fields_and_words_we_do_not_know_and_mail_addresses_stay_outside(
    row: dict[str, Any], kept: dict[str, Any]
) -> None:
    found = told(row)

    assert isinstance(found, Feed)
    assert found.entries == (replace(ENTRY, **kept),)


def test_pages_of_one_sequence_make_one_catalogue() -> None:
    first = Feed(PEER, 7, NOW, (ENTRY,), ORIGIN + "/2", dropped=1)
    last = Feed(PEER, 7, NOW, (replace(ENTRY, uri=ORIGIN + "/b"),))

    assert join([first, last]) == Feed(PEER, 7, NOW, (*first.entries, *last.entries), dropped=1)
    assert join([first, replace(last, sequence=8)]) == PeerFault("pages_differ")
    assert join([first]) == PeerFault("pages_differ")
    assert join([first, replace(last, entries=(ENTRY,))]) == PeerFault("identity_clash")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://A.example/x", "https://a.example:443"),
        ("http://a.example:8080", "http://a.example:8080"),
        ("https://a.example:443/", "https://a.example:443"),
        ("https://a.example:99999/", ""),
        ("https://[::1", ""),
        ("https://a.example\\@b.example", ""),
        ("//a.example", ""),
        ("https://", ""),
    ],
)
def test_an_origin_is_scheme_host_and_port_of_a_whole_address(url: str, origin: str) -> None:
    assert origin_of(url) == origin
    assert is_address(url) == bool(origin)


def test_the_canonical_form_orders_members_by_utf_16_and_refuses_what_has_none() -> None:
    assert canonical({"\U0001f600": 1, "\ufb33": [True, None], "a": "ü\n\x1f"}) == (
        '{"a":"ü\\n\\u001f","\U0001f600":1,"\ufb33":[true,null]}'.encode()
    )
    for value in (1.5, 2**53, "\ud800", {"a": {"b": [[[[[[[[0]]]]]]]]}}):
        with pytest.raises(ValueError, match=r"whole number|surrogates|too deep"):
            canonical(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8) | st.sampled_from([ORIGIN, PUBLIC, "offer"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def known_fault(found: Feed | PeerFault) -> bool:
    return isinstance(found, Feed) or found.code in FAULTS


@examples(max_examples=60)
@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_raise(data: bytes) -> None:
    assert known_fault(verify(data, PUBLIC, origin=ORIGIN, now=NOW))


@examples(max_examples=120)
@given(st.dictionaries(st.sampled_from(sorted(page())), JSON, max_size=4))
def test_no_well_signed_document_raises(changes: dict[str, Any]) -> None:
    assert known_fault(heard(page(**changes) | {"format": FORMAT}))


@examples(max_examples=120)
@given(
    st.lists(st.dictionaries(st.sampled_from([field.name for field in fields(Entry)]), JSON, max_size=5), max_size=2)
)
def test_no_well_signed_entry_raises_or_speaks_for_others(rows: list[dict[str, Any]]) -> None:
    found = heard(page(entries=[page()["entries"][0] | row for row in rows]))

    assert known_fault(found)
    assert isinstance(found, PeerFault) or all(entry.uri.startswith(ORIGIN) for entry in found.entries)
