"""Answers are compressed for whoever reads gzip, unless they are streams or no text."""

import gzip
from collections.abc import Iterator

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client, RequestFactory

from strahlkraft.config.compression import Compression

LONG = b"Beispiel " * 200


def asked(answer: HttpResponseBase, accept: str = "gzip") -> HttpResponseBase:
    """What leaves when a view answers so."""

    def view(_request: HttpRequest) -> HttpResponseBase:
        return answer

    left = Compression(view)(RequestFactory().get("/", headers={"Accept-Encoding": accept}))
    assert isinstance(left, HttpResponseBase)
    return left


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "application/json", "application/atom+xml", "image/svg+xml"]
)
def test_text_leaves_compressed_and_reads_the_same(kind: str) -> None:
    left = asked(HttpResponse(LONG, content_type=kind))
    assert isinstance(left, HttpResponse)
    assert (left["Content-Encoding"], left["Vary"], gzip.decompress(left.content)) == ("gzip", "Accept-Encoding", LONG)


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/zip", ""])
def test_what_is_no_text_leaves_as_it_is(kind: str) -> None:
    left = asked(HttpResponse(LONG, content_type=kind or None) if kind else _without_kind())
    assert isinstance(left, HttpResponse)
    assert ("Content-Encoding" in left, left.content) == (False, LONG)


def _without_kind() -> HttpResponse:
    answer = HttpResponse(LONG)
    del answer["Content-Type"]
    return answer


def test_a_stream_leaves_part_by_part() -> None:
    def parts() -> Iterator[bytes]:
        yield from (b"data: eins\n\n", b"data: zwei\n\n")

    for answer in (
        StreamingHttpResponse(parts(), content_type="text/event-stream"),
        FileResponse(iter([LONG]), content_type="text/csv"),
    ):
        assert "Content-Encoding" not in asked(answer)


def test_whoever_reads_no_gzip_gets_the_text() -> None:
    left = asked(HttpResponse(LONG), accept="br")
    assert isinstance(left, HttpResponse)
    assert ("Content-Encoding" in left, left.content) == (False, LONG)


@pytest.mark.django_db
def test_a_page_is_compressed_on_its_way_and_never_twice_as_long(client: Client) -> None:
    plain = client.get("/kontakt/")
    small = client.get("/kontakt/", headers={"Accept-Encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert len(small.content) * 2 < len(plain.content)
