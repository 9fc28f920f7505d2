"""The command that takes older articles over: drafts in somebody's name, each once; what is wrong is told in a sentence."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.jobs.cli import strahlkraft
from strahlkraft.jobs.older_articles import in_folder
from strahlkraft.newsroom.models import Article, Picture
from tests.factories.accounts import a_region, with_role
from tests.factories.pictures import photo

pytestmark = pytest.mark.django_db
SITE = "https://alt.beispiel.example/"
FEED = f"""<rss><channel>
<item><title>Beispiel eins</title><link>{SITE}eins</link><description><![CDATA[Text <img src="/b/haus.jpg">]]></description></item>
<item><title>Beispiel zwei</title><link>{SITE}zwei</link><description>Text</description></item>
<item><title>Ohne Adresse</title></item></channel></rss>"""


@pytest.fixture
def person() -> User:
    return with_role(Role.OFFICE, region=a_region("Beispielregion"))


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    file = tmp_path / "neues.xml"
    file.write_text(FEED, encoding="utf-8")
    return file


def run(person: User, *arguments: str, region: str = "beispielregion", address: str = f"{SITE}feed") -> Result:
    given = ["--by", person.email, "--region", region, "--address", address]
    return CliRunner().invoke(strahlkraft, ["import-articles", *given, *arguments])


def test_a_feed_becomes_drafts_in_somebodys_name_and_nothing_the_second_time(person: User, feed: Path) -> None:
    done = run(person, str(feed))
    assert (done.exit_code, Article.objects.count()) == (0, 2)
    assert "2 added, 0 unchanged, 0 refused. Drafts wait for the office." in done.output
    assert "left out: Ohne Adresse" in done.output
    assert set(AuditEntry.objects.filter(verb="take_over_article").values_list("actor_id", flat=True)) == {
        person.actor_id
    }
    again = run(person, str(feed))
    assert ("0 added, 2 unchanged" in again.output, Article.objects.count()) == (True, 2)


def test_a_dry_run_shows_all_and_writes_nothing(person: User, feed: Path) -> None:
    done = run(person, str(feed), "--dry-run", "--json")
    shown = json.loads(done.output)
    assert [(one["what"], one["url"]) for one in shown["articles"]] == [
        ("added", f"{SITE}eins"),
        ("added", f"{SITE}zwei"),
    ]
    assert (len(shown["problems"]), Article.objects.count(), AuditEntry.objects.count()) == (1, 0, 0)


def test_pictures_come_from_a_folder_and_links_out_of_it_are_not_followed(
    person: User, feed: Path, tmp_path: Path
) -> None:
    folder, secret = tmp_path / "bilder", tmp_path / "geheim.jpg"
    (folder / "b").mkdir(parents=True)
    secret.write_bytes(photo())
    (folder / "b" / "haus.jpg").symlink_to(secret)
    assert in_folder(folder).names == ()
    (folder / "b" / "haus.jpg").unlink()
    (folder / "b" / "haus.jpg").write_bytes(photo())
    done = run(person, str(feed), "--pictures", str(folder))
    assert (done.exit_code, Picture.objects.count()) == (0, 1)
    assert Article.objects.get(texts__title="Beispiel eins").lead_picture == Picture.objects.get()


def test_an_archive_is_read_and_what_is_missing_is_told(person: User, feed: Path, tmp_path: Path) -> None:
    file = tmp_path / "alt.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.write(feed, "feed.xml")
        packed.writestr("../haus.jpg", photo())
    done = run(person, str(file))
    assert (done.exit_code, Picture.objects.count(), Article.objects.count()) == (0, 0, 2)
    assert "leads out of the archive" in done.output
    assert f"{SITE}b/haus.jpg" in done.output


@pytest.mark.parametrize("text", ["", "nur text", "<rss>", "PK", '<!DOCTYPE a [<!ENTITY b "c">]><rss>&b;</rss>'])
def test_what_cannot_be_read_ends_with_a_sentence(person: User, tmp_path: Path, text: str) -> None:
    file = tmp_path / "kaputt.xml"
    file.write_text(text, encoding="utf-8")
    done = run(person, str(file))
    assert (done.exit_code, Article.objects.count()) == (1, 0)
    assert "nothing was taken over" in done.output


def test_who_or_where_nobody_knows_and_private_addresses_are_refused(person: User, feed: Path) -> None:
    stranger = with_role(Role.PARTNER)
    answers = [
        run(User(email="niemand@beispiel.example"), str(feed)),
        run(person, str(feed), region="nirgends"),
        run(stranger, str(feed)),
        run(person, address="http://127.0.0.1/feed"),
        run(person, address="http://169.254.169.254/"),
    ]
    assert [answer.exit_code for answer in answers] == [1] * 5
    assert Article.objects.count() == 0
