"""What staff can do with texts, and what nobody else can."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import get_resolver, reverse

from content.models import Article, Clinic, Fact, RateLimit, Term
from content.views.staff import PREVIEWS_A_MINUTE
from tests.factories import make_article, make_fact, make_source, make_term, make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

PREVIEW = "/staff/markdown/preview/"
UPLOAD = "/staff/markdown/upload/"
PAGE_PREVIEW = "/staff/preview/article/"


def as_role(role: str, **values) -> Client:
    return signed_in(Client(), make_user(role, **values))


@pytest.fixture
def editor() -> Client:
    return as_role("Editor")


@pytest.fixture
def reviewer() -> Client:
    return as_role("Reviewer")


@pytest.fixture
def owner() -> Client:
    return as_role("Owner")


def staff_with_a_stray_permission() -> Client:
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="change_article"))
    return signed_in(Client(), user)


def staff_with_two_roles() -> Client:
    user = make_user("Editor")
    user.groups.add(Group.objects.get(name="Reviewer"))
    return signed_in(Client(), user)


OUTSIDERS = {
    "anonymous": Client,
    "not staff": lambda: as_role("Editor", is_staff=False),
    "without a role": lambda: as_role(""),
    "a stray permission": staff_with_a_stray_permission,
    "two roles": staff_with_two_roles,
    "front desk": lambda: as_role("Front desk"),
    "former editor": lambda: as_role("Editor", is_active=False),
}


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD, PAGE_PREVIEW])
@pytest.mark.parametrize("who", OUTSIDERS)
def test_only_editors_reach_the_editors_addresses(who, address):
    response = OUTSIDERS[who]().post(address, {"content": "**x**"})

    assert response.status_code == 403
    assert b"<strong>" not in response.content


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD, PAGE_PREVIEW])
def test_the_editors_addresses_want_a_form_token_and_a_post(editor, address):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies

    assert editor.get(address).status_code == 405
    assert strict.post(address, {"content": "x"}).status_code == 403


def test_an_editor_sees_what_readers_will_see(editor):
    make_source("cohen2018", title="A guideline")
    response = editor.post(PREVIEW, {"content": "**Bold** [@cohen2018]"})
    text = response.content.decode()

    assert response.status_code == 200
    assert "<strong>Bold</strong>" in text
    assert 'href="#source-cohen2018"' in text
    assert "A guideline" in text
    assert response.headers["Cache-Control"] == "no-store, private"


def test_the_preview_lists_what_is_wrong_and_shows_nothing_of_it(editor):
    response = editor.post(PREVIEW, {"content": "One\n\n[@nobody] <script>"})
    text = response.content.decode()

    assert "Line 3: unknown source &#x27;nobody&#x27;" in text
    assert "[@nobody]" not in text
    assert "<script" not in text


def test_a_preview_of_nothing_is_a_bad_request(editor):
    assert editor.post(PREVIEW).status_code == 400


def test_previews_are_limited_for_each_person(editor):
    for _ in range(PREVIEWS_A_MINUTE):
        assert editor.post(PREVIEW, {"content": "x"}).status_code == 200

    assert editor.post(PREVIEW, {"content": "x"}).status_code == 429


def test_the_limit_starts_again_when_its_window_ends(time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    assert [RateLimit.objects.use("x", seconds=60) for _ in range(3)] == [1, 2, 3]
    time_machine.move_to("2026-06-01T12:01:00Z", tick=False)
    assert RateLimit.objects.use("x", seconds=60) == 1
    assert RateLimit.objects.use("y", seconds=60) == 1


def test_the_addresses_that_markdownx_ships_are_not_there():
    patterns = str(get_resolver().url_patterns)

    assert "markdownx.urls" not in patterns
    assert reverse("markdownx_markdownify") == PREVIEW
    assert reverse("markdownx_upload") == UPLOAD


def article_form(article: Article, **values) -> dict[str, str]:
    fields = {
        "title": article.title,
        "slug": article.slug,
        "kind": article.kind,
        "summary": article.summary,
        "risk_line": article.risk_line,
        "key_points": article.key_points,
        "body": article.body,
        "state": article.state,
        "published_at_0": "2026-01-05",
        "published_at_1": "12:00",
        "author": str(article.author_id),
        "reviewed_by": str(article.reviewed_by_id),
        "reviewed_on": str(article.reviewed_on),
        "review_due_on": str(article.review_due_on),
        "topics-TOTAL_FORMS": "0",
        "topics-INITIAL_FORMS": "0",
    }
    return fields | values


def test_an_unsaved_article_is_previewed_in_the_real_template(reviewer):
    article = make_article(body="Old body.")
    response = reviewer.post(f"{PAGE_PREVIEW}?pk={article.pk}", article_form(article, body="New **body**."))
    text = response.content.decode()

    assert response.status_code == 200
    assert "New <strong>body</strong>." in text
    assert 'id="review-block"' in text
    assert Article.objects.get().body == "Old body."


def test_a_preview_of_a_form_with_mistakes_names_them(reviewer):
    article = make_article()
    form = article_form(article, body="[@nobody]", title="")
    response = reviewer.post(f"{PAGE_PREVIEW}?pk={article.pk}", form)

    assert response.status_code == 400
    assert "Line 1: unknown source" in response.content.decode()
    assert "This field is required." in response.content.decode()


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("body", "A\n\n[@nobody]", "Line 3: unknown source &#x27;nobody&#x27;"),
        ("body", "{{ nope }}", "Line 1: unknown fact &#x27;nope&#x27;"),
        ("summary", "A [@nobody]", "Line 1: unknown source"),
        ("key_points", "Fine\nNot [@nobody]", "Line 2: unknown source"),
    ],
)
def test_a_text_that_cannot_be_shown_cannot_be_saved(reviewer, field, text, message):
    article = make_article()
    address = f"/staff/admin/content/article/{article.pk}/change/"
    response = reviewer.post(address, article_form(article, **{field: text}))

    assert response.status_code == 200
    assert message in response.content.decode()
    assert getattr(Article.objects.get(), field) == getattr(article, field)


def test_a_good_text_is_saved_in_canonical_form(reviewer):
    article = make_article(state="draft")
    form = article_form(article, body="One\r\n\r\nTwo\r\n", key_points=" A \r\n\r\n B ")
    response = reviewer.post(f"/staff/admin/content/article/{article.pk}/change/", form)

    assert response.status_code == 302, response.context["errors"]
    saved = Article.objects.get()
    assert saved.body == "One\n\nTwo"
    assert saved.key_points == "A\nB"


def test_a_finding_above_its_sources_is_refused(reviewer):
    source = make_source(kind="case_reports")
    form = {"slug": "f", "certainty": "high", "sources": [str(source.pk)]}
    response = reviewer.post("/staff/admin/content/finding/add/", form)

    assert "above what its best source can bear" in response.content.decode()


def test_what_a_text_names_cannot_be_deleted(reviewer, owner):
    source, fact, term = make_source("cohen2018"), make_fact("rule", "Rest."), make_term("placebo")
    article = make_article(title="Using page", body="[@cohen2018] {{ rule }} [[placebo]]")
    for client, row in ((reviewer, source), (owner, fact), (reviewer, term)):
        address = f"/staff/admin/content/{row._meta.model_name}/{row.pk}/delete/"
        response = client.post(address, {"post": "yes"})
        assert "Using page" in response.content.decode()
        assert type(row).objects.filter(pk=row.pk).exists()

    article.delete()
    owner.post(f"/staff/admin/content/fact/{fact.pk}/delete/", {"post": "yes"})
    assert not Fact.objects.exists()


def test_a_spelling_that_a_text_links_to_cannot_be_taken_away(reviewer):
    term = make_term("placebo", other_spellings="dummy pill")
    make_article(body="[[dummy pill]]")
    form = {"word": "placebo", "slug": "placebo", "meaning": "Meaning.", "other_spellings": ""}
    response = reviewer.post(f"/staff/admin/content/term/{term.pk}/change/", form)

    assert "links to a spelling that would be gone" in response.content.decode()
    assert Term.objects.get().other_spellings == "dummy pill"


def test_a_key_that_texts_quote_is_fixed(owner):
    fact = make_fact("rule", "Rest.")
    form = {"key": "other", "label": "Rule", "kind": "text", "value": "Rest more."}
    owner.post(f"/staff/admin/content/fact/{fact.pk}/change/", form)

    assert (Fact.objects.get().key, Fact.objects.get().value) == ("rule", "Rest more.")


def test_a_fact_names_the_texts_that_a_new_value_changes_before_it_is_saved(owner):
    fact = make_fact("rule", "Rest.")
    make_article(title="Quoting page", body="{{ rule }}")
    make_article(title="Other page")
    address = f"/staff/admin/content/fact/{fact.pk}/change/"
    form = {"label": "Rule", "kind": "text", "value": "Rest more."}
    shown = owner.post(address, form).content.decode()

    assert "Quoting page" in shown
    assert "Other page" not in shown
    assert 'name="seen_value" value="Rest more."' in shown
    owner.post(address, form | {"seen_value": "Something else."})
    assert Fact.objects.get().value == "Rest."
    owner.post(address, form | {"seen_value": "Rest more."})
    assert Fact.objects.get().value == "Rest more."


def hours_form(**values) -> dict[str, str]:
    fields = {"name": "Clinic", "slug": "clinic", "time_zone": "America/New_York"}
    for prefix in ("hours", "exceptions"):
        fields |= {f"{prefix}-TOTAL_FORMS": "2", f"{prefix}-INITIAL_FORMS": "0"}
    return fields | values


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"hours-0-opens": "18:00", "hours-0-closes": "2:00"}, "Closing time must be after opening time"),
        (
            {
                "hours-0-opens": "9:00",
                "hours-0-closes": "12:00",
                "hours-1-weekday": "0",
                "hours-1-opens": "11:00",
                "hours-1-closes": "15:00",
            },
            "Opening hours overlap",
        ),
        (
            {
                "hours-0-opens": "9:00",
                "hours-0-closes": "12:00",
                "exceptions-0-date": "2026-12-24",
                "exceptions-1-date": "2026-12-24",
                "exceptions-1-opens": "9:00",
                "exceptions-1-closes": "12:00",
            },
            "both open and closed",
        ),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(owner, values, message):
    form = hours_form(**{"hours-0-weekday": "0"} | values)
    response = owner.post("/staff/admin/content/clinic/add/", form)

    assert message in response.content.decode()
    assert not Clinic.objects.exists()
