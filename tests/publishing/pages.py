"""Pages that the publish gate lets through, and people who publish them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from content.models import Article, ArticleTopic, Person, Revision
from content.publishing import drafts, steps
from content.syncing.kinds import KIND_OF
from content.syncing.values import Draft
from tests.factories import make_article, make_person, make_user

LIMITS = "## Limits {#limits}\n\n"
NEVER = {"published_at": None, "reviewed_by": None, "reviewed_on": None, "review_due_on": None}


def make_public_article(**values: Any) -> Article:
    """An article that readers see, with its first version."""
    plain = {"body": f"{LIMITS}Nothing is known.", "summary": "Nothing is known.", "risk_line": "Unknown."}
    article = make_article(**plain | values)
    ArticleTopic.objects.create(article=article, topic="basics")
    drafts.head_of(article)
    return article


def make_draft_article(**values: Any) -> Article:
    """An article that was never public."""
    return make_public_article(state="draft", **NEVER | values)


def typed(article: Article, **values: Any) -> Draft:
    """What the form makes of an article when somebody types these values."""
    fresh = Article.objects.get(pk=article.pk)
    for name, value in values.items():
        setattr(fresh, name, value)
    links = {"conditions": [one.slug for one in fresh.conditions.all()]}
    return Draft(fresh, links, {"topics": [ArticleTopic(topic="basics")]})


def edit(article: Article, by: User, **values: Any) -> Revision:
    """Save a change of the article as a draft."""
    found = drafts.save(KIND_OF[Article], typed(article, **values), by)
    assert found is not None
    return found


def sign(revision: Revision, by: User, **values: Any) -> Revision:
    """Approve a version that is in review."""
    due = timezone.localdate() + timedelta(days=300)
    steps.approve(revision, by, **{"reviewed_by": a_clinician(), "review_due_on": due} | values)
    return revision


def a_clinician() -> Person:
    return Person.objects.filter(credentials="MD").first() or make_person(credentials="MD")


def in_state(state: str, article: Article, writer: User, reviewer: User, **values: Any) -> Revision:
    """An open change of the article, brought as far as `state`."""
    revision = edit(article, writer, **{"body": f"{LIMITS}Little is known."} | values)
    if state != "draft":
        steps.send_for_review(revision, writer)
    if state in ("approved", "scheduled"):
        sign(revision, reviewer)
    if state == "scheduled":
        steps.schedule(revision, reviewer, timezone.now() + timedelta(days=1))
    return revision


def two_people() -> tuple[User, User]:
    """A writer and a reviewer."""
    return make_user("Editor"), make_user("Reviewer")
