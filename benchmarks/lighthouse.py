"""Lighthouse on one page of each kind, as a phone and as a desk computer: the median of some runs, 100 everywhere.

.venv/bin/python benchmarks/lighthouse.py [--runs 5] [--form phone|desk] [ADDRESS ...]

Needs Node 18 or newer and Chromium; npx fetches Lighthouse itself and keeps it outside the project. The site is served
as make serve does it, its pages compressed and kept. Outside production robots.txt keeps search engines away, so
whether they may list a page is not judged here (tests/test_indexes.py does). Speed on a busy machine says more about
the machine: the other three scores do not change from run to run.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import servers  # noqa: E402
from tests.browser.addresses import crawl, one_of_each_kind  # noqa: E402

LIGHTHOUSE = "lighthouse@12.8.2"  # the last that runs on Node 18 and 20
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FORMS = {"phone": (), "desk": ("--preset=desktop",)}
TO_NO_LINK_LEADS = ("/search/?q=crps", "/share/?page=/conditions/crps/", "/feedback/?page=/conditions/crps/")
TRIES = 3  # of one run: now and then Chromium loses the start of its trace
WARMING = 4  # visits before the first run, so that each worker has the page


@dataclass(frozen=True)
class Report:
    """What one run found: scores from 0 to 100 by category, and the faults behind those that are lower."""

    scores: dict[str, float]
    faults: set[str]
    largest_seconds: float
    shift: float
    requests: int
    kilobytes: float


def main(runs: int, forms: list[str], addresses: list[str]) -> None:
    servers.end_cleanly_on_signals()
    needed()
    port = servers.free_port()
    home = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        environment = servers.site_environment(folder, port)
        with servers.gunicorn(environment, port):
            pages = addresses or [*one_of_each_kind(crawl(home)), *TO_NO_LINK_LEADS]
            print(
                f"{'page':44}{'':6}{'speed':>6}{'access':>7}{'best':>5}{'SEO':>5}{'LCP s':>7}{'CLS':>7}"
                f"{'requests':>9}{'KB':>7}"
            )
            low = [line for page in pages for line in faults_of(home, page, forms, runs, folder)]
    print(*low, sep="\n")
    print(f"Load after: {os.getloadavg()[0]:.1f}")
    sys.exit(bool(low))


def needed() -> None:
    for program, remedy in (("npx", "apt-get install npm"), ("chromium", "apt-get install chromium")):
        if not servers.found(program) and not (program == "chromium" and "CHROME_PATH" in os.environ):
            raise SystemExit(f"Missing: {program}. On Debian: {remedy}. Node must be 18 or newer.")


def faults_of(home: str, page: str, forms: list[str], runs: int, folder: Path) -> list[str]:
    """Prints a line for each form; returns what is below 100, with its reasons."""
    for _ in range(WARMING):
        urlopen(f"{home}{page}").close()
    low = []
    for form in forms:
        reports = [lighthouse(f"{home}{page}", form, folder) for _ in range(runs)]
        scores = {name: median(one.scores[name] for one in reports) for name in CATEGORIES}
        last = reports[-1]
        largest, shift = median(one.largest_seconds for one in reports), median(one.shift for one in reports)
        print(
            f"{page:44}{form:6}{scores['performance']:6.0f}{scores['accessibility']:7.0f}{scores['best-practices']:5.0f}"
            f"{scores['seo']:5.0f}{largest:7.2f}{shift:7.3f}{last.requests:9}{last.kilobytes:7.1f}",
            flush=True,
        )
        if min(scores.values()) < 100:
            low.append(f"{page} {form}: {', '.join(sorted(set.union(*(one.faults for one in reports))))}")
    return low


def lighthouse(address: str, form: str, folder: Path) -> Report:
    """One run. Stops the script with Lighthouse's own words when there was none."""
    output = folder / "report.json"
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={output}", *FORMS[form]]
    command += ["--skip-audits=is-crawlable", "--disable-full-page-screenshot"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    chrome = os.environ.get("CHROME_PATH") or servers.found("chromium") or ""
    environment = os.environ | {"CHROME_PATH": chrome}
    for _ in range(TRIES):
        run = subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True, text=True)
        if run.returncode == 0:
            break
    else:
        raise SystemExit(f"Lighthouse gave up on {address}:\n{run.stderr.strip()}")
    return read(json.loads(output.read_text(encoding="utf-8")))


def read(found: dict[str, Any]) -> Report:
    audits = found["audits"]
    weights = {
        audit["id"]: f"{name} {audit['id']}"
        for name, category in found["categories"].items()
        for audit in category["auditRefs"]
        if audit["weight"]
    }
    faults = {
        weights[name] for name in weights if (audits[name]["score"] or 0) < 1 and audits[name]["score"] is not None
    }
    sent = audits["network-requests"]["details"]["items"]
    return Report(
        {name: found["categories"][name]["score"] * 100 for name in CATEGORIES},
        faults,
        audits["largest-contentful-paint"]["numericValue"] / 1000,
        audits["cumulative-layout-shift"]["numericValue"],
        len(sent),
        sum(one["transferSize"] for one in sent) / 1000,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Lighthouse on one page of each kind.")
    parser.add_argument("addresses", nargs="*", metavar="ADDRESS", help="only these pages, like /conditions/")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--form", choices=FORMS, help="only as a phone, or only as a desk computer")
    options = parser.parse_args()
    main(options.runs, [options.form] if options.form else list(FORMS), options.addresses)
