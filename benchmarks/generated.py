"""Generated texts and articles in any number, the same ones each time."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import accumulate
from random import Random

from django.db import transaction
from django.utils import timezone

from content.models import Article, ArticleTopic, Condition, Person, Revision, Source, State
from content.search.indexing import BATCH, batches
from content.syncing.kinds import KIND_OF
from content.syncing.values import Draft
from content.syncing.writing import text_of_draft, words_digest

KNOWN_WORDS = 30_000
LENGTHS = {"title": 6, "summary": 25, "body": 330}
STARTS = "b,c,d,f,g,h,j,k,l,m,n,p,r,s,t,v,w,br,cl,dr,gr,pl,st,tr"
UNFINISHED_ONE_IN = 100
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
    """Articles on two topics each, about two of the conditions and citing two of the sources, with the version that is
    live. One in 100 is a draft, and one past its review.
    """
    found = texts(vocabulary(random), random)
    conditions, people = list(Condition.objects.published()), list(Person.objects.samples()[:2])
    keys = list(Source.objects.values_list("key", flat=True))
    with transaction.atomic():
        for numbers in batches(range(count)):
            articles = Article.objects.bulk_create([article(n, people, keys, next(found), random) for n in numbers])
            topics, about, versions = [], [], []
            for one in articles:
                chosen = enumerate(random.sample(list(ArticleTopic.Topic), 2))
                own = [ArticleTopic(article=one, position=at, topic=topic) for at, topic in chosen]
                named = random.sample(conditions, 2)
                topics += own
                about += [Article.conditions.through(article=one, condition=condition) for condition in named]
                versions.append(version_of(Draft(one, {"conditions": [c.slug for c in named]}, {"topics": own})))
            ArticleTopic.objects.bulk_create(topics, batch_size=BATCH)
            Article.conditions.through.objects.bulk_create(about, batch_size=BATCH)
            Revision.objects.bulk_create(versions, batch_size=BATCH)


def article(number: int, people: list[Person], keys: list[str], words: dict[str, str], random: Random) -> Article:
    """Written by the first of the people and signed by the last."""
    now = timezone.now()
    due = now.date() + timedelta(days=-30 if number % UNFINISHED_ONE_IN == 1 else 355)
    cited = "; ".join(f"@{key}" for key in random.sample(keys, 2))
    return Article(
        slug=f"generated-{number}",
        kind=random.choice(Article.Kind.values),
        state="draft" if number % UNFINISHED_ONE_IN == 2 else "published",
        published_at=now - timedelta(minutes=random.randrange(YEARS * 365 * 24 * 60)),
        author=people[0],
        reviewed_by=people[-1],
        reviewed_on=due - timedelta(days=365),
        review_due_on=due,
        risk_line="It can raise blood pressure.",
        **words | {"body": f"{words['body']} [{cited}]."},
    )


def version_of(draft: Draft) -> Revision:
    """What was signed and is live, or is a draft."""
    one, kind = draft.instance, KIND_OF[Article]
    text = text_of_draft(kind, draft)
    is_live = one.state == State.PUBLISHED
    return Revision(
        kind=kind.name,
        row_id=one.pk,
        slug=one.slug,
        title=one.title,
        text=text,
        words_digest=words_digest(kind, text, one.slug),
        state=Revision.State.LIVE if is_live else Revision.State.DRAFT,
        live_from=one.published_at if is_live else None,
        quoted={"facts": {}, "findings": {}},
    )
