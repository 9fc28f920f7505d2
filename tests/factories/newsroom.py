"""Articles, pictures, issues, pages; everything invented is called "Beispiel". Rows come into their state along the table."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import factory

from strahlkraft.kernel.codes import short_code
from strahlkraft.newsroom import models
from strahlkraft.newsroom.queries.contents import approval_hash, frozen, working
from strahlkraft.newsroom.rules.pictures import ENDINGS, JPEG, WEBP, Cut, sizes
from strahlkraft.newsroom.rules.vocabulary import FIRST, MOVES, READABLE
from strahlkraft.steering.rules.moves import way
from tests.factories.network import RegionFactory

EARLIER = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
WRITER, SECOND = "user:beispiel-1", "user:beispiel-2"


class PictureFactory(factory.django.DjangoModelFactory[models.Picture]):
    """A picture with every size it is shown in; the files themselves are not there."""

    class Meta:
        model = models.Picture
        skip_postgeneration_save = True

    code = factory.LazyFunction(short_code)
    file = "pictures/2026/beispiel.jpg"
    media_type = "image/jpeg"
    size = 12
    sha256 = factory.LazyAttribute(lambda row: hashlib.sha256(row.code.encode()).hexdigest())
    width = 1600
    height = 900
    alternative_text = factory.Sequence(lambda n: f"Beispielbild {n}")
    credit = "Beispiel"
    added_at = EARLIER
    added_by = WRITER

    @factory.post_generation
    def sizes(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: FBT001 - factory_boy calls it so
        """Every size and cut around its focal point."""
        models.Rendition.objects.bulk_create(
            models.Rendition(
                picture=self,
                width=size.width,
                height=size.height,
                focus=size.focus,
                media_type=kind,
                file=f"renditions/2026/{self.code}/{size.name(ENDINGS[kind])}",
                size=12,
            )
            for cut in Cut
            for size in sizes(self.width, self.height, cut, self.focal_x, self.focal_y)
            for kind in (JPEG, WEBP)
        )


class ArticleFactory(factory.django.DjangoModelFactory[Any]):
    """A German article; ``state`` brings it there along the table, with a version where readers see one.

    ``english`` is its English body, ``about`` are records it is about.
    """

    class Meta:
        model = models.Article

    title = "Beispielartikel"
    body = "Ein Beispieltext."
    code = factory.LazyFunction(short_code)
    slug = factory.Sequence(lambda n: f"beispielartikel-{n}")
    region = factory.SubFactory(RegionFactory)
    created_at = EARLIER
    changed_at = EARLIER
    created_by = WRITER
    last_edited_by = WRITER

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        title, body = kwargs.pop("title"), kwargs.pop("body")
        english, about = kwargs.pop("english", ""), kwargs.pop("about", ())
        goal = str(kwargs.pop("state", FIRST["article"][0]))
        row = super()._create(model_class, *args, **kwargs)
        models.ArticleText.objects.create(article=row, language="de", title=title, lead="Beispiel", body=body)
        if english:
            text = {"title": f"{title} (English)", "lead": "Example", "body": english}
            models.ArticleText.objects.create(article=row, language="en", **text)
        for position, thing in enumerate(about):
            kind = thing.label.kind
            models.ArticleLink.objects.create(article=row, kind=kind, position=position, **{kind: thing})
        for state in way(MOVES["article"], FIRST["article"], goal)[1:]:
            if state == "approved":
                row.approved_by, row.approved_at, row.approved_hash = SECOND, EARLIER, approval_hash(working(row))
            if state in READABLE and row.current is None:
                row.published_at = row.published_at or EARLIER
                row.current = ArticleVersionFactory(article=row, number=1)
            row.state = state
            row.save()
        return row


class ArticleVersionFactory(factory.django.DjangoModelFactory[models.ArticleVersion]):
    """What readers see of an article; frozen as ``actions.publishing`` does."""

    class Meta:
        model = models.ArticleVersion

    number = 1
    content = factory.LazyAttribute(lambda row: frozen(working(row.article)))
    content_hash = "0" * 64
    at = EARLIER
    written_by = WRITER
    approved_by = SECOND
