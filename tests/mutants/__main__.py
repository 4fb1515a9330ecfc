"""Break each main rule once and see its test go red.

.venv/bin/python -m tests.mutants [WORD]

One process and one database for all: the functions of a file get the code of its broken text, and their own back.
Ends with 1 if a mutant goes unnoticed. WORD picks those that have it in their name, or a table: desk, deciding.
"""

import importlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants import deciding, desk

TABLES = {"desk": desk, "deciding": deciding}


def functions_in(namespace: dict[str, Any], module: str) -> Iterator[FunctionType]:
    """Every function of a module, of its classes too, without its decorators."""
    for value in list(namespace.values()):
        if isinstance(value, type) and value.__module__ == module:
            yield from functions_in(dict(vars(value)), module)
        plain = getattr(value, "fget", None) or getattr(value, "func", None) or value  # of properties, cached or not
        found = inspect.unwrap(plain) if callable(plain) else plain
        if isinstance(found, FunctionType) and found.__module__ == module and found.__code__.co_filename != "<string>":
            yield found


def codes_in(source: CodeType) -> Iterator[tuple[str, CodeType]]:
    """The code of every function in a compiled file, by the name that it has there."""
    for constant in source.co_consts:
        if isinstance(constant, CodeType):
            yield constant.co_qualname, constant
            yield from codes_in(constant)


@contextmanager
def broken(file: str, old: str, new: str) -> Iterator[None]:
    text = Path(file).read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{file} has changed; bring tests/mutants in line with it: {old!r}")
    module: ModuleType = importlib.import_module(file.removesuffix(".py").replace("/", "."))
    codes = dict(codes_in(compile(text.replace(old, new), file, "exec")))
    was = [(function, function.__code__) for function in functions_in(vars(module), module.__name__)]
    try:
        for function, code in was:
            function.__code__ = codes.get(code.co_qualname, code)
        yield
    finally:
        for function, code in was:
            function.__code__ = code


class Runner:
    """Runs for each mutant the tests that must notice it, up to the first that does."""

    def __init__(self, lines: list[tuple[str, str, str, str, str]]) -> None:
        self.lines = lines
        self.unnoticed = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for name, file, old, new, test in self.lines:
            items = [item for item in session.items if test in item.name]
            with broken(file, old, new):
                said = next((found for item in items if (found := failure(item, session))), "")
            self.unnoticed += not said
            print(f"{'red  ' if said else 'GREEN'}  {name}: {said or 'nobody noticed'}", flush=True)
        return True


def failure(item: pytest.Item, session: Any) -> str:
    """What a test said when it failed; empty when it passed."""
    reports = runtestprotocol(item, log=False, nextitem=session)  # which keeps the database and ends everything else
    return next((f"{item.name}: {last_line(report)}" for report in reports if report.failed), "")


def last_line(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return (crash.message if crash else str(report.longrepr)).splitlines()[0][:120]


if __name__ == "__main__":
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    tables = [TABLES[word]] if word in TABLES else list(TABLES.values())
    lines = [line for table in tables for line in table.LINES if word in TABLES or word in line[0]]
    runner = Runner(lines)
    tests = [folder for table in tables for folder in table.TESTS]
    pytest.main(["-q", "-s", "-p", "no:cacheprovider", *tests], plugins=[runner])
    sys.exit(1 if runner.unnoticed else 0)
