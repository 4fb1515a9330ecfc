"""A crowd that sends while processes are killed at random."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from tests.faults.site import Site
from tests.faults.visitor import Visitor, open_forms

CLIENTS = 8
MOST_CROWDS = 5
FORMS_AT_ONCE = 25  # opened together, so that one wait makes all of them old enough
WHOLE_TREE = 0.05
SHORTEST, LONGEST = 0.05, 0.3
ANSWERS_BETWEEN_KILLS = 10  # of about four for each form


@dataclass
class Storm:
    """What happened: who was told what, and how much was killed."""

    visitors: list[Visitor] = field(default_factory=list)
    workers_killed: int = 0
    trees_killed: int = 0
    databases_killed: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def kills(self) -> int:
        return self.workers_killed + self.trees_killed + self.databases_killed

    def answers(self) -> int:
        """How many requests were answered so far."""
        return sum(visitor.statuses.total() - visitor.statuses["broken"] for visitor in self.visitors)

    def statuses(self) -> dict[str, int]:
        """How often each answer was given, the confirmations of all visitors as one."""
        counted: dict[str, int] = {}
        for visitor in self.visitors:
            for name, times in visitor.statuses.items():
                short = "GET /sent/ " + name[-3:] if "/sent/" in name else name
                counted[short] = counted.get(short, 0) + times
        return counted


def storm(site: Site, count: int, kills: int, seed: int = 1) -> Storm:
    """Send `count` forms from 8 clients that try again, under random kills; ends when all are acknowledged.

    A quick machine answers a crowd before much is killed: another crowd of `count` comes, five at most, until
    `kills` have happened.
    """
    happened = Storm()
    site.start()
    killer = threading.Thread(target=kill_at_random, args=(site, happened, Random(seed)))
    killer.start()
    try:
        with ThreadPoolExecutor(CLIENTS) as clients:
            for _ in range(MOST_CROWDS):
                crowd = [Visitor(site.port) for _ in range(count)]
                happened.visitors.extend(crowd)
                shares = [crowd[number::CLIENTS] for number in range(CLIENTS)]
                list(clients.map(lambda share: send_all(site, share), shares))
                if happened.kills >= kills:
                    break
    finally:
        happened.ended.set()
        killer.join()
    return happened


def send_all(site: Site, visitors: list[Visitor]) -> None:
    for start in range(0, len(visitors), FORMS_AT_ONCE):
        group = visitors[start : start + FORMS_AT_ONCE]
        open_forms(group)
        for visitor in group:
            visitor.send()
        site.forget_limits()


def kill_at_random(site: Site, happened: Storm, random: Random) -> None:
    """The third kill takes the whole tree, and after it one of twenty; with PostgreSQL one of ten takes its backend.

    Between two kills at least ten requests are answered: otherwise a slow machine would never come to the end.
    """
    answers = 0
    while not happened.ended.wait(random.uniform(SHORTEST, LONGEST)):
        if happened.answers() < answers + ANSWERS_BETWEEN_KILLS:
            continue
        answers = happened.answers()
        if happened.kills == 2 or random.random() < WHOLE_TREE:
            site.kill_tree()
            happened.trees_killed += 1
            site.start()
        elif site.postgresql and (happened.kills == 4 or random.random() < 2 * WHOLE_TREE):
            happened.databases_killed += stop_database(site, random)
        else:
            happened.workers_killed += site.kill_worker(random)


def stop_database(site: Site, random: Random) -> bool:
    """A backend, or now and then the whole server as by a crash."""
    assert site.postgresql is not None
    if random.random() < 0.2:
        site.postgresql.stop("immediate")
        site.postgresql.start()
        return True
    return site.postgresql.kill_a_backend()
