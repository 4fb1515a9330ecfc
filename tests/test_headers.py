"""Every answer carries the same strict headers, and readers get no cookie."""

import socket
import tempfile
from pathlib import Path

import pytest
from django.test import Client

from tests.accounts.people import PASSWORD, give_code, give_password, make_staff
from tests.factories import make_article, make_clinic, make_condition, make_policy, make_treatment, make_user
from tests.staff_sign_in import signed_in

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}
DENIED = {"camera", "microphone", "geolocation", "payment", "usb", "browsing-topics", "interest-cohort"}


@pytest.fixture
def pages(db):
    make_clinic(slug="main")
    make_policy(slug="how-we-rate-evidence")
    make_policy(slug="editorial-policy")
    condition, article, treatment = make_condition(), make_article(), make_treatment(is_offered=True)
    make_condition(slug="gone", state="withdrawn", withdrawn_on="2026-01-01", withdrawn_reason="Out of date.")
    return {
        "home": ("/", 200),
        "condition": (condition.get_absolute_url(), 200),
        "article": (article.get_absolute_url(), 200),
        "treatment": (treatment.get_absolute_url(), 200),
        "questions": ("/questions/", 200),
        "clinic": ("/clinics/main/", 200),
        "consultation": ("/consultation/", 200),
        "suitability": ("/is-it-for-me/", 200),
        "costs": ("/costs/", 200),
        "redirect": ("/conditions", 301),
        "missing": ("/no/such/page/", 404),
        "withdrawn": ("/conditions/gone/", 410),
        "staff sign-in": ("/staff/sign-in/", 200),
        "staff": ("/staff/admin/", 302),
    }


KINDS = [
    "home",
    "condition",
    "article",
    "treatment",
    "questions",
    "clinic",
    "consultation",
    "suitability",
    "costs",
    "redirect",
    "missing",
    "withdrawn",
    "staff sign-in",
    "staff",
]


def assert_strict(response) -> None:
    headers = response.headers
    assert {part.strip() for part in headers["Content-Security-Policy"].split(";")} == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["X-Frame-Options"] == "DENY"
    denied = {part.split("=")[0].strip() for part in headers["Permissions-Policy"].split(",")}
    assert denied >= DENIED
    assert "*" not in headers["Permissions-Policy"]
    assert response.status_code in (301, 302) or "charset=utf-8" in headers["Content-Type"].replace('"', "")


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_carries_the_strict_headers(client, pages, kind):
    address, status = pages[kind]
    response = client.get(address)

    assert response.status_code == status
    assert_strict(response)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith(("staff", "consultation"))])
def test_readers_get_no_cookie(client, pages, kind):
    response = client.get(pages[kind][0])

    assert not response.cookies
    assert "Set-Cookie" not in response.headers


def test_errors_carry_the_strict_headers_too(client, pages, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("content.views.home.plain_visit", None)  # a view that breaks

    for response, status in (
        (client.get("/"), 500),
        (client.get("/", headers={"host": "evil.example"}), 400),
        (client.post("/"), 405),
        (client.post("/", b"x" * 300_000, content_type="text/plain"), 413),
        (Client(enforce_csrf_checks=True).post("/staff/sign-in/", {"username": "x"}), 403),
    ):
        assert response.status_code == status
        assert_strict(response)


def test_static_files_carry_the_strict_headers(client, settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    (tmp_path / "site.css").write_text("body{}")
    settings.WHITENOISE_AUTOREFRESH = False

    response = Client().get("/static/site.css")

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"body{}"
    assert_strict(response)
    assert "Access-Control-Allow-Origin" not in response.headers


def test_an_unknown_host_gets_a_bare_400_that_repeats_nothing(client, pages):
    for host in ("evil.example", "127.0.0.1.evil.example", "[::1", "a b", "localhost:x"):
        response = client.get("/", headers={"host": host})
        assert response.status_code == 400
        assert b"evil" not in response.content


def test_no_page_repeats_the_host_that_was_asked_for(client, pages):
    response = client.get("/", headers={"host": "localhost"})

    assert b"localhost" not in response.content
    assert b'rel="canonical" href="http://127.0.0.1:8000/"' in response.content


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "FOO"])
@pytest.mark.parametrize("address", ["/", "/questions/", "/static/x.css", "/staff/admin/", "/no-page/"])
def test_methods_nobody_needs_are_refused(client, db, method, address):
    assert client.generic(method, address).status_code == 405


@pytest.mark.parametrize(("address", "cap"), [("/consultation/", 256 * 1024), ("/staff/sign-in/", 1024 * 1024)])
def test_a_body_over_the_cap_is_refused_before_it_is_read(client, db, address, cap):
    over = client.post(address, b"x" * (cap + 1), content_type="application/octet-stream")
    at_cap = client.post(address, b"x" * cap, content_type="application/octet-stream")

    assert over.status_code == 413
    assert at_cap.status_code != 413


def test_a_huge_announced_upload_is_refused_without_touching_the_disk(live_server):
    before = set(Path(tempfile.gettempdir()).iterdir())
    with socket.create_connection((live_server.thread.host, live_server.thread.port), timeout=10) as connection:
        connection.sendall(
            b"POST /consultation/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 524288000\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n" + b"x" * 10_000
        )
        answer = connection.recv(1000)

    assert answer.startswith(b"HTTP/1.1 413 ")
    new = {path.name for path in set(Path(tempfile.gettempdir()).iterdir()) - before}
    assert not [name for name in new if name.endswith(".upload")]


def test_staff_pages_are_kept_out_of_caches_and_search_engines(client, db):
    response = client.get("/staff/sign-in/")

    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_cookies_are_host_bound_secure_and_hold_no_name(client, db):
    make_staff("canary")
    client.get("/staff/sign-in/")
    give_password(client, "canary")
    response = give_code(client)

    assert response.status_code == 302
    assert set(response.cookies) == {"__Host-session", "__Host-csrftoken", "__Host-seen"}
    for cookie in response.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]
        assert cookie["samesite"] == "Lax"
        assert "canary" not in cookie.value


def test_admin_messages_are_not_kept_in_a_cookie(client, db):
    response = signed_in(client, make_user("Reviewer")).post(
        "/staff/admin/content/term/add/",
        {"word": "canaryword", "slug": "canaryword", "meaning": "Meaning.", "other_spellings": ""},
    )

    assert response.status_code == 302
    assert "messages" not in response.cookies
    assert not any("canary" in cookie.value for cookie in response.cookies.values())


def test_the_admin_lives_under_the_staff_prefix_only(client, db):
    assert client.get("/staff/admin/").status_code == 302
    assert client.get("/admin/").status_code == 404


FOREIGN = [
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "https://127.0.0.1@evil.example",
    "https://localhost.evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "\x00//evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\t/evil.example",
    "ftp://evil.example",
    "//evil.example/%2f..",
    "https://evil.example#/staff/",
    "https://evil.example?x=/staff/",
    "http:evil.example",
    "////evil.example",
    "//evil。example",
    "https://testserver.evil.example/",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_signing_in_never_leads_to_another_site(client, db, target):
    make_staff()

    assert client.post("/staff/sign-in/", {"username": "ann", "password": PASSWORD, "next": target}).status_code == 302
    assert give_code(client).headers["Location"] == "/staff/admin/"
    assert client.get("/staff/sign-in/", {"next": target}).headers["Location"] == "/staff/admin/"
