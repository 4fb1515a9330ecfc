"""Time and memory of load_content for many articles, through the real command.

.venv/bin/python benchmarks/load_content.py 10000
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from content.fixture_files import read  # noqa: E402
from content.rendering.markdown import render  # noqa: E402
from content.rendering.page import Glossary, PageContext, Quote, Word  # noqa: E402

SOURCES = [f"source{number}" for number in range(200)]
FACTS = [f"fact_{number}" for number in range(5)]
TERMS = [f"term{number}" for number in range(40)]
SAID = """
    a after and are as at be before but by can care clinic dose drug effect effects for from had has have help how if
    in infusion is it ketamine last less long lasting may more most no not of on one or other pain people placebo rest
    relief risk risks says session small some stop study than that the their these they this to treatment trial vein
    was weeks were what when who with without year you your
"""
WORDS = SAID.split()
CALLOUTS = ("note", "nonurgent", "urgent", "emergency", "do", "dont")
TOPICS = ("basics", "evidence", "safety", "the_visit", "cost", "choices")


def sentence(random: Random, length: int = 13) -> str:
    words = random.choices(WORDS, k=length)
    if random.random() < 0.15:
        words[random.randrange(length)] = random.choice(TERMS)
    cited = "; ".join(f"@{key}" for key in random.sample(SOURCES, random.choice((1, 1, 2))))
    return f"{' '.join(words).capitalize()} [{cited}]."


def paragraph(random: Random) -> str:
    return " ".join(sentence(random) for _ in range(4))


def callout(random: Random) -> str:
    points = "\n".join(f"- {sentence(random)}" for _ in range(3))
    return f"::: {random.choice(CALLOUTS)} What to look for\n{points}\n:::"


def table(random: Random) -> str:
    rows = "\n".join(f"| {sentence(random, 4)} | {sentence(random, 9)} | {random.random():.0%} |" for _ in range(5))
    return f"| Study | Result | Harms |\n| --- | --- | --- |\n{rows}"


def body(random: Random) -> str:
    """About 900 words in six sections, with two call-outs, a table, a fact and links."""
    parts = []
    for name in ("short", "what", "evidence", "risks", "ask", "limits"):
        parts += [f"## About {name} {{#{name}}}", paragraph(random), paragraph(random)]
        parts += {
            "what": [callout(random), f"Call {{{{ {random.choice(FACTS)} }}}} or read [the risks](#risks)."],
            "evidence": [table(random)],
            "risks": [callout(random)],
        }.get(name, [])
    return "\n\n".join(parts)


def article(number: int) -> str:
    random = Random(number)
    return (
        f"---\ntitle: Article {number}\nkind: explainer\ntopics: [{random.choice(TOPICS)}]\nstate: draft\n"
        "published_at: 2026-11-21T09:00:00-05:00\nauthor: writer\nreviewed_by: writer\nreviewed_on: 2026-11-21\n"
        f"review_due_on: 2027-05-22\nsummary: {sentence(random)}\nrisk_line: {sentence(random)}\nkey_points:\n"
        f"  - {sentence(random)}\n  - {sentence(random)}\n---\n\n{body(random)}\n"
    )


def write_content(root: Path, count: int) -> None:
    named = {
        "people/writer": "name: Writer\njob_title: Writer",
        **{f"sources/{key}": f"kind: guideline\ntitle: {key}\nseen: abstract" for key in SOURCES},
        **{f"facts/{key}": f"label: {key}\nkind: text\nvalue: {key}" for key in FACTS},
        **{f"terms/{word}": f"word: {word}" for word in TERMS},
    }
    texts = {name: f"---\n{values}\n---\n" for name, values in named.items()}
    texts |= {f"terms/{word}": f"{texts[f'terms/{word}']}\nA plain meaning.\n" for word in TERMS}
    for folder in ("people", "sources", "facts", "terms", "articles"):
        (root / folder).mkdir(parents=True)
    for name, text in texts.items():
        (root / f"{name}.md").write_text(text, encoding="utf-8")
    for number in range(count):
        (root / f"articles/article-{number}.md").write_text(article(number), encoding="utf-8")


@dataclass(frozen=True)
class Cost:
    """Seconds from start to end, and seconds of processor time in them."""

    elapsed: float
    busy: float

    def __str__(self) -> str:
        return f"{self.elapsed:8.1f} s, {self.busy:.1f} s of processor time"


def cost_of(database: Path, *arguments: str | Path) -> Cost:
    own = {
        "ENVIRONMENT": "development",
        "SECRET_KEY": "only-for-measuring-0123456789-abcdefghijklmnopqrstuvw",
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
    }
    command = [sys.executable, ROOT / "manage.py", *arguments]
    started, busy = time.perf_counter(), busy_seconds_of_children()
    subprocess.run(command, cwd=ROOT, env=os.environ | own, check=True, stdout=subprocess.DEVNULL)
    return Cost(time.perf_counter() - started, busy_seconds_of_children() - busy)


def busy_seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_mebibytes() -> float:
    """The most memory that any finished child process held at once. Linux counts in KiB, macOS in bytes."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit


def cost_of_rendering(root: Path) -> Cost:
    """Rendering the same bodies alone: no files read, no database, in this process."""
    facts = {key: Quote(key) for key in FACTS}
    glossary = Glossary({word: Word(word, word, "A plain meaning.") for word in TERMS}, "/glossary/")
    elapsed = busy = 0.0
    for path in (root / "articles").iterdir():
        text = read(path).body
        context = PageContext(facts=facts, sources=set(SOURCES), glossary=glossary)
        started, busy_before = time.perf_counter(), time.process_time()
        rendered = render(text, context)
        elapsed += time.perf_counter() - started
        busy += time.process_time() - busy_before
        if rendered.problems:
            raise SystemExit(f"{path}: {rendered.problems[0].message}")
    return Cost(elapsed, busy)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, database = Path(folder, "content"), Path(folder, "site.sqlite3")
        write_content(root, count)
        words = len(body(Random(0)).split())
        print(f"{count} articles of about {words} words")
        cost_of(database, "migrate", "--verbosity", "0")
        print(f"first load:            {cost_of(database, 'load_content', root)}")
        print(f"peak memory so far:    {peak_mebibytes():8.0f} MiB")
        print(f"second load, the same: {cost_of(database, 'load_content', root)}")
        print(f"peak memory so far:    {peak_mebibytes():8.0f} MiB")
        print(f"rendering alone:       {cost_of_rendering(root)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
