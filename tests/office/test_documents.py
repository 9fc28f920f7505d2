"""Files and links: what is accepted, what is said, who gets them."""

import io
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from strahlkraft.accounts.rules import Role
from strahlkraft.projects.models import Document, Project
from tests.factories.accounts import a_region, with_role
from tests.factories.projects import PublishedFactory
from tests.office.pages import Entrance, marks

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
MEGABYTE = 1024 * 1024


def png() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = (1).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def upload(client: Client, project: Project, content: bytes, name: str = "datei.pdf", **values: Any) -> Any:
    """Send a file with a title."""
    sent = marks() | {"title": "Leitfaden", "file": SimpleUploadedFile(name, content)} | values
    return client.post(f"/arbeit/projekte/{project.slug}/dokumente/", sent)


def test_file_is_kept_and_handed_out_as_download(client: Client, project: Project) -> None:
    assert upload(client, project, PDF).status_code == 302
    document = project.documents.get()
    answer = client.get(f"/arbeit/projekte/{project.slug}/dokumente/{document.pk}/datei/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined] # a streamed answer
    assert {name: answer[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="leitfaden.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    assert "no-store" in answer["Cache-Control"]


def test_link_is_kept(client: Client, project: Project) -> None:
    sent = marks() | {"title": "Bericht", "url": "https://beispiel.example/bericht"}
    assert client.post(f"/arbeit/projekte/{project.slug}/dokumente/", sent).status_code == 302
    assert project.documents.get().url == "https://beispiel.example/bericht"


def test_sending_twice_adds_once(client: Client, project: Project) -> None:
    sent = marks() | {"title": "Bericht", "url": "https://beispiel.example/bericht"}
    for _ in range(2):
        client.post(f"/arbeit/projekte/{project.slug}/dokumente/", sent)
    assert project.documents.count() == 1


def test_upload_of_50_mb_gets_a_clear_sentence_and_keeps_the_rest(client: Client, project: Project) -> None:
    answer = upload(client, project, PDF + b"\0" * 50 * MEGABYTE, credit="Bleibt", alternative_text="Auch")
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), Document.objects.count()) == (422, ["file"], 0)
    assert ["50 MB" in form.errors["file"][0], "20 MB" in form.errors["file"][0]] == [True, True]
    assert [form[name].value() for name in ("title", "credit", "alternative_text")] == ["Leitfaden", "Bleibt", "Auch"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\0" + b"\0" * 200, "bericht.pdf"),
        (b"<html><script>alert(1)</script></html>", "bericht.pdf"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "bild.svg"),
        (b"", "leer.pdf"),
    ],
)
def test_wrong_or_disguised_type_is_refused_at_the_file(
    client: Client, project: Project, content: bytes, name: str
) -> None:
    answer = upload(client, project, content, name)
    assert (answer.status_code, list(answer.context["form"].errors), Document.objects.count()) == (422, ["file"], 0)


def test_picture_needs_text_alternative_and_credit(client: Client, project: Project) -> None:
    answer = upload(client, project, png(), "bild.png")
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["alternative_text", "credit"])
    assert (
        upload(client, project, png(), "bild.png", alternative_text="Lampe", credit="Ada Beispiel").status_code == 302
    )


def test_neither_file_nor_link_is_refused(client: Client, project: Project) -> None:
    answer = client.post(f"/arbeit/projekte/{project.slug}/dokumente/", marks() | {"title": "Leer"})
    assert list(answer.context["form"].errors) == ["file"]


def test_script_as_link_is_refused(client: Client, project: Project) -> None:
    sent = marks() | {"title": "Böse", "url": "javascript:alert(1)"}
    assert list(client.post(f"/arbeit/projekte/{project.slug}/dokumente/", sent).context["form"].errors) == ["url"]


def test_removed_document_is_handed_out_no_more(client: Client, project: Project) -> None:
    upload(client, project, PDF)
    document = project.documents.get()
    address = f"/arbeit/projekte/{project.slug}/dokumente/{document.pk}"
    assert client.post(f"{address}/entfernen/", marks()).status_code == 302
    document.refresh_from_db()
    assert (document.removed, client.get(f"{address}/datei/").status_code) == (True, 404)


def test_file_of_a_draft_is_only_for_those_who_may_see_it(client: Client, project: Project, enter: Entrance) -> None:
    upload(client, project, PDF)
    address = f"/arbeit/projekte/{project.slug}/dokumente/{project.documents.get().pk}/datei/"
    stranger = enter(with_role(Role.OFFICE, region=a_region("Fremd"), is_demo=True))
    answers = [browser.get(address) for browser in (client, stranger, Client())]
    assert [answer.status_code for answer in answers] == [200, 404, 302]
    answers[0].close()


def test_file_is_not_handed_out_under_another_project(client: Client, project: Project) -> None:
    upload(client, project, PDF)
    other = PublishedFactory()
    assert client.get(f"/arbeit/projekte/{other.slug}/dokumente/{project.documents.get().pk}/datei/").status_code == 404


def test_file_gone_from_disk_is_not_found(client: Client, project: Project) -> None:
    upload(client, project, PDF)
    document = project.documents.get()
    document.file.storage.delete(document.file.name or "")
    assert client.get(f"/arbeit/projekte/{project.slug}/dokumente/{document.pk}/datei/").status_code == 404


def test_name_of_the_sent_file_leads_nowhere(client: Client, project: Project) -> None:
    sent = io.BytesIO(PDF)
    sent.name = "../../../etc/passwd.pdf"
    client.post(f"/arbeit/projekte/{project.slug}/dokumente/", marks() | {"title": "../../x", "file": sent})
    name = project.documents.get().file.name or ""
    assert (name.startswith("documents/"), ".." in name) == (True, False)
