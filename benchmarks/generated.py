"""Generated texts and articles in any number, the same ones each time."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import accumulate
from random import Random

from django.db import transaction
from django.utils import timezone

from content.models import Article, ArticleTopic, Condition, Person, Revision
from content.search.indexing import BATCH, batches

KNOWN_WORDS = 30_000
LENGTHS = {"title": 6, "summary": 25, "body": 330}
STARTS = "b,c,d,f,g,h,j,k,l,m,n,p,r,s,t,v,w,br,cl,dr,gr,pl,st,tr"
YEARS = 10  # over which articles were published


def vocabulary(random: Random) -> list[str]:
    """Words of two to four syllables, the most frequent first."""
    found: dict[str, None] = {}
    starts = STARTS.split(",")
    while len(found) < KNOWN_WORDS:
        syllables = (random.choice(starts) + random.choice("aeiou") for _ in range(random.choice((2, 2, 3, 3, 4))))
        found["".join(syllables) + random.choice(("", "n", "s", "t"))] = None
    return list(found)


def texts(words: list[str], random: Random) -> Iterator[dict[str, str]]:
    """Title, summary and body without end. Frequencies of words fall with their rank (Zipf's law)."""
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    while True:
        yield {name: " ".join(random.choices(words, cum_weights=weights, k=length)) for name, length in LENGTHS.items()}


def make_articles(count: int, random: Random) -> None:
    """Public articles, each on two topics and about two of the conditions, with the version that is live."""
    found = texts(vocabulary(random), random)
    conditions, people = list(Condition.objects.published()), list(Person.objects.samples()[:2])
    with transaction.atomic():
        for numbers in batches(range(count)):
            articles = Article.objects.bulk_create([article(n, people, next(found), random) for n in numbers])
            topics, about, versions = [], [], []
            for one in articles:
                chosen = enumerate(random.sample(list(ArticleTopic.Topic), 2))
                topics += [ArticleTopic(article=one, position=at, topic=topic) for at, topic in chosen]
                about += [
                    Article.conditions.through(article=one, condition=condition)
                    for condition in random.sample(conditions, 2)
                ]
                versions.append(live_version(one))
            ArticleTopic.objects.bulk_create(topics, batch_size=BATCH)
            Article.conditions.through.objects.bulk_create(about, batch_size=BATCH)
            Revision.objects.bulk_create(versions, batch_size=BATCH)


def article(number: int, people: list[Person], words: dict[str, str], random: Random) -> Article:
    """Written by the first of the people and signed by the last."""
    now = timezone.now()
    return Article(
        slug=f"generated-{number}",
        kind=random.choice(Article.Kind.values),
        state="published",
        published_at=now - timedelta(minutes=random.randrange(YEARS * 365 * 24 * 60)),
        author=people[0],
        reviewed_by=people[-1],
        reviewed_on=now.date() - timedelta(days=10),
        review_due_on=now.date() + timedelta(days=355),
        risk_line="It can raise blood pressure.",
        **words,
    )


def live_version(one: Article) -> Revision:
    return Revision(
        kind="articles",
        row_id=one.pk,
        slug=one.slug,
        title=one.title,
        state=Revision.State.LIVE,
        live_from=one.published_at,
        quoted={"facts": {}, "findings": {}},
    )
