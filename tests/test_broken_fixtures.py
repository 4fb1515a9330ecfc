"""Every mistake in a file is named with file, line and field; one stops the whole load.

In the table, the sign » stands at the start of the line that the message must name; without it
the message is about the file as a whole. The sign is taken out before the file is written.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from content.models import Article
from content.syncing.loading import LoadRefused, load
from tests.content_files import all_rows, file_text, put, put_one_of_each

pytestmark = pytest.mark.django_db

MARK = "»"
SIGNED = ("author: ada", "reviewed_by: ada", "reviewed_on: 2026-11-01", "review_due_on: 2027-05-01")
PUBLISHED = ("state: published", "published_at: 2026-11-01T09:00:00-05:00")
OPENS_AT_9 = "hours:\n{}  - {{weekday: monday, opens: '9:00', closes: '{}'}}"


@dataclass(frozen=True)
class Broken:
    """A file with one mistake. `file` is its place below the folder of content."""

    name: str
    file: str
    text: str
    field: str
    message: str

    @property
    def line(self) -> int:
        before, found, _ = self.text.partition(MARK)
        return before.count("\n") + 1 if found else 0

    def put(self, root: Path) -> None:
        path = root / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text.replace(MARK, ""), encoding="utf-8")

    def expected(self, root: Path) -> tuple[Path, int, str]:
        return root / self.file, self.line, self.field


def article(*lines: str, body: str = "A text.", without: str = "") -> str:
    return file_text("articles", *lines, body=body, without=without)


def marked(text: str) -> str:
    """The first line is the one to name: where there is no better one."""
    return MARK + text


def in_front(name: str, line: str, message: str, kind: str = "articles") -> Broken:
    """A mistake in one line of front matter, whose key is the field."""
    slug = name.replace(" ", "" if kind == "sources" else "-")
    return Broken(name, f"{kind}/{slug}.md", file_text(kind, MARK + line), line.partition(":")[0], message)


def in_body(name: str, body: str, message: str) -> Broken:
    return Broken(name, f"articles/{name.replace(' ', '-')}.md", article(body=body), "", message)


def as_a_whole(name: str, message: str, *lines: str, kind: str = "articles") -> Broken:
    """Values that are right one by one, and wrong together: the file's first line is named."""
    return Broken(name, f"{kind}/{name.replace(' ', '-')}.md", marked(file_text(kind, *lines)), "", message)


def clinic(name: str, hours: str, field: str, message: str) -> Broken:
    return Broken(name, f"clinics/{name.replace(' ', '-')}.md", file_text("clinics", hours), field, message)


BROKEN = [
    # keys and values
    in_front("unknown key", "colour: red", "unknown key (known: title, kind, topics,"),
    Broken("missing key", "articles/missing-key.md", marked(article(without="kind")), "kind", "missing"),
    in_front("empty value", "kind:", "missing"),
    in_front("bad date", "reviewed_on: 2026-13-01", "invalid date"),
    in_front("moment without offset", "published_at: 2026-11-21T09:00:00", "needs its offset from UTC"),
    in_front("bad yes or no", "is_featured: true", "must be yes or no, not 'true'"),
    in_front("unknown choice", "kind: story", "'story' is not one of: explainer, research_news"),
    in_front("unknown person", "author: nobody", "there is no 'nobody' in people/"),
    in_front("unknown condition", "conditions: [pain, gout]", "there is no 'gout' in conditions/"),
    in_front("same condition twice", "conditions: [pain, pain]", "names the same one twice"),
    Broken(
        "same topic twice",
        "articles/same-topic-twice.md",
        article(f"topics:\n  - basics\n{MARK}  - basics"),
        "topics.1",
        "stands twice",
    ),
    in_front("unknown source in list", "sources: [trial, nosuch]", "no 'nosuch' in sources/", "findings"),
    in_front("list for one value", "title: [a, b]", "must be one value, not a list or mapping"),
    in_front("mapping for one value", "title: {a: b}", "must be one value, not a list or mapping"),
    in_front("value for a list", "conditions: pain", "must be a list"),
    in_front("value for rows", "visit: first", "must be a list", "treatments"),
    in_front("line break in a value", 'title: "one\\ntwo"', "must be one line"),
    in_front("value too long", f"title: {'x' * 161}", "at most 160 characters"),
    in_front("bad address", "url: not an address", "Enter a valid URL", "sources"),
    in_front("bad whole number", "people: many", "must be an integer", "findings"),
    in_front("bad time zone", "time_zone: Albany", "'Albany' is not a time zone", "clinics"),
    in_front("bad email", "email: desk", "valid email address", "clinics"),
    # texts
    in_front("unknown source in a summary", "summary: Some [@nosuch].", "unknown source 'nosuch'"),
    in_body("unknown source", f"One.\n\nTwo\n{MARK}and three [@trial; @nosuch].", "unknown source 'nosuch'"),
    in_body("unknown fact", MARK + "Call {{ nosuch }}.", "unknown fact 'nosuch'"),
    in_body("unknown word", MARK + "A [[nosuch]].", "unknown glossary word 'nosuch'"),
    in_body("unknown call-out", f"One.\n\n{MARK}::: warning\nTwo.\n:::", "unknown call-out 'warning'"),
    in_body("open call-out", f"One.\n\n{MARK}::: note\nTwo.", "this call-out is not closed with ':::'"),
    in_body("first-level heading", f"One.\n\n{MARK}# Two", "a heading of level 1: use ## to ####"),
    in_body("section name twice", f"## A {{#a}}\n\n{MARK}## B {{#a}}", "section name 'a' stands twice on the page"),
    in_body("link to another host", MARK + "[x](//evil.example)", "leads to another site without saying so"),
    in_body("script as a link", MARK + "[x](javascript:alert(1))", "a link that cannot be followed"),
    in_body("picture", MARK + "![x](https://evil.example/x.png)", "a picture must be one of this site"),
    in_body("unknown picture", MARK + "![x](image:nosuch)", "unknown picture 'nosuch'"),
    in_body("typed number", MARK + "[call](tel:+15185550100)", "quote the fact instead"),
    in_body("text too long", MARK + "x" * 60_001, "the text is longer than 60000 characters"),
    in_body("too many brackets", MARK + "[" * 201, "more than 200 brackets are open at once"),
    Broken(
        "body where none is allowed",
        "sources/body.md",
        file_text("sources", body=MARK + "Text."),
        "",
        "this kind has no body",
    ),
    # rules that span fields, rows and files
    as_a_whole(
        "published without reviewer",
        "A published page needs an author, a reviewer",
        *PUBLISHED,
        *(line for line in SIGNED if not line.startswith("reviewed_by")),
    ),
    as_a_whole("published without moment", "needs the time it is public from", PUBLISHED[0], *SIGNED),
    as_a_whole("review due before review", "next review must come after", *SIGNED, "review_due_on: 2026-10-01"),
    as_a_whole("withdrawn without reason", "a reason", "state: withdrawn", "withdrawn_on: 2026-11-01"),
    as_a_whole("most days below least", "cannot be less", "least_days: 9", "most_days: 8", kind="findings"),
    as_a_whole("least days without most", "both the least and the most", "least_days: 9", kind="findings"),
    as_a_whole("most days without least", "both the least and the most", "most_days: 9", kind="findings"),
    in_front("certainty above its ceiling", "certainty: high", "above what its best source can bear", "findings"),
    clinic("hours past midnight", OPENS_AT_9.format(MARK, "2:00"), "hours.0", "For hours past midnight"),
    clinic(
        "overlapping hours",
        MARK + OPENS_AT_9.format("", "17:00") + "\n  - {weekday: monday, opens: '16:59', closes: '18:00'}",
        "hours",
        "one period ends at 17:00, the next starts at 16:59",
    ),
    clinic(
        "unknown weekday",
        f"hours:\n{MARK}  - {{weekday: noday, opens: '9:00', closes: '17:00'}}",
        "hours.0.weekday",
        "'noday' is not one of: monday, tuesday",
    ),
    clinic(
        "hours without end", f"hours:\n{MARK}  - {{weekday: monday, opens: '9:00'}}", "hours.0", "'closes' is missing"
    ),
    clinic(
        "special day without end",
        f"exceptions:\n{MARK}  - {{date: 2026-12-24, opens: '9:00'}}",
        "exceptions.0",
        "Closing time must be after opening time",
    ),
    clinic(
        "day both open and closed",
        f"{MARK}exceptions:\n  - {{date: 2026-12-24}}\n  - {{date: 2026-12-24, opens: '9:00', closes: '12:00'}}",
        "exceptions",
        "both open and closed",
    ),
    # files and folders
    Broken("bad file name", "articles/Not a slug!.md", marked(article()), "", "valid “slug”"),
    Broken("file name too long", f"articles/{'x' * 121}.md", marked(article()), "", "at most 120 characters"),
    Broken("file of another type", "articles/notes.txt", "Notes.", "", "is not a '.md' file"),
    Broken("unknown folder", "essays", "A file in place of a folder.", "", "is not a kind of content"),
    Broken("no front matter", "articles/plain.md", marked("Text."), "", "must start with a line '---'"),
    Broken("open front matter", "articles/open.md", marked("---\ntitle: A"), "", "is not closed with a line"),
    Broken("key twice", "articles/key-twice.md", f"---\ntitle: A\n{MARK}title: B\n---\n", "title", "stands twice"),
]


def found_in(refusal: LoadRefused) -> list[tuple[Path, int, str]]:
    return [(problem.path, problem.line, problem.field) for problem in refusal.report.problems]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_mistake_is_named_with_its_file_line_and_field(tmp_path, broken):
    put_one_of_each(tmp_path)
    broken.put(tmp_path)

    with pytest.raises(LoadRefused) as caught:
        load(tmp_path)

    assert found_in(caught.value) == [broken.expected(tmp_path)]
    assert broken.message in caught.value.report.problems[0].message


def test_one_load_names_every_mistake_of_a_folder(tmp_path):
    put_one_of_each(tmp_path)
    for broken in BROKEN:
        broken.put(tmp_path)

    with pytest.raises(LoadRefused) as caught:
        load(tmp_path)

    assert sorted(found_in(caught.value)) == sorted(broken.expected(tmp_path) for broken in BROKEN)


def test_a_refused_load_changes_nothing(tmp_path):
    put_one_of_each(tmp_path)
    load(tmp_path)
    before = all_rows()
    put(tmp_path, "articles/sleep", "title: Changed", body="Changed.")  # right, and still not loaded
    put(tmp_path, "articles/new")
    (tmp_path / "policies/privacy.md").unlink()
    for broken in BROKEN:
        broken.put(tmp_path)

    with pytest.raises(LoadRefused):
        load(tmp_path)

    assert all_rows() == before


def test_a_folder_without_mistakes_is_loaded(tmp_path):
    put_one_of_each(tmp_path)

    assert len(load(tmp_path).created) == 15  # one of each kind but pictures


def test_a_mistake_is_written_as_file_line_field_and_message(tmp_path):
    put_one_of_each(tmp_path)
    put(tmp_path, "articles/sleep", "colour: red")

    with pytest.raises(LoadRefused) as caught:
        load(tmp_path)

    expected = f"{tmp_path}/articles/sleep.md:8: colour: unknown key"  # after --- and six valid keys
    assert str(caught.value.report.problems[0]).startswith(expected)


def test_a_folder_that_holds_no_content_is_refused(tmp_path):
    put_one_of_each(tmp_path / "site")
    load(tmp_path / "site")
    (tmp_path / "empty").mkdir()

    with pytest.raises(LoadRefused) as caught:
        load(tmp_path / "empty")

    assert (tmp_path / "empty", 0, "") in found_in(caught.value)
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["people/ada", "sources/trial", "facts/crisis_line", "conditions/pain", "articles/sleep"]
)
def test_a_file_with_a_mistake_is_not_unknown_to_the_files_that_name_it(tmp_path, name):
    put_one_of_each(tmp_path)
    put(tmp_path, "articles/public", *PUBLISHED, *SIGNED, body="Call {{ crisis_line }}, [[placebo]] [@trial].")
    put(tmp_path, name, "colour: red")

    with pytest.raises(LoadRefused) as caught:
        load(tmp_path)

    assert [problem.field for problem in caught.value.report.problems] == ["colour"]
