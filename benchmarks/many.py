"""Many articles, the same ones for the same number: what sites of a size are measured with.

manage.py shell -c "from benchmarks.many import make_articles; make_articles(1000)"
"""

from datetime import timedelta

from django.utils import timezone

from content.models import Article

BATCH = 1_000


def make_articles(total: int) -> None:
    """Public articles until there are `total`: copies of the first one under other names, one an hour back in time."""
    first = Article.objects.published().order_by("pk").first()
    if first is None:
        raise SystemExit("Load the site's content first.")
    missing = range(Article.objects.count() + 1, total + 1)
    now = timezone.now()
    for start in range(0, len(missing), BATCH):
        Article.objects.bulk_create(
            copy_of(first, number, now - timedelta(hours=number)) for number in missing[start : start + BATCH]
        )


def copy_of(article: Article, number: int, published_at: object) -> Article:
    values = {field.attname: getattr(article, field.attname) for field in Article._meta.concrete_fields}
    own = {"id": None, "slug": f"made-{number}", "title": f"Made article {number}", "published_at": published_at}
    return Article(**values | own)
