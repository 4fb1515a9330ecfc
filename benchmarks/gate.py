"""Recall, precision and false alarms of the publish gate, by rule, and its time for a page and for the site.

.venv/bin/python benchmarks/gate.py
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
os.environ.setdefault("ENVIRONMENT", "development")

import django  # noqa: E402

django.setup()

from content.gate.runner import Gate  # noqa: E402
from content.reading import words_of  # noqa: E402
from tests.gate.corpus import print_scores  # noqa: E402

WORDS = 1500
RUNS = 5


def seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def main() -> None:
    print_scores()
    gate = Gate()
    print(f"All public rows of the site: {seconds(lambda: list(gate.check_site())):.1f} s")
    paragraph = "An infusion eased pain for some weeks in one trial, and nausea was common [@cohen2018]. "
    text = (paragraph * 3 + "\n\n") * (WORDS // (3 * len(words_of(paragraph))) + 1)
    times = sorted(seconds(lambda: gate.check_text(text)) for _ in range(RUNS))
    print(f"A text of {WORDS} words, median of {RUNS}: {times[RUNS // 2]:.2f} s")


if __name__ == "__main__":
    main()
