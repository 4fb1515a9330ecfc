"""G. Pages kept in several processes: a change is in the next answer of each; a page outlives the database."""

import http.client

from tests.faults.site import HOST, PAUSE, Site
from tests.faults.visitor import Visitor

HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https"}
ASKED = 12  # times: enough to meet each worker, and each when it has the page
WORD = "INSERT INTO content_term (word, slug, meaning, other_spellings) VALUES ('{0}', '{0}', 'A word.', '')"


def read(site: Site) -> tuple[int, str, str]:
    """Status, warning and body of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("GET", "/glossary/", headers=HEADERS)
    response = connection.getresponse()
    answer = response.status, response.headers.get("Warning", ""), response.read().decode()
    connection.close()
    return answer


def test_every_process_serves_a_change_at_its_next_answer(any_site: Site):
    any_site.start()
    Visitor(any_site.port).open_form()  # it answers now
    for word in ("aardwolf", "zebu"):
        assert not any(f"term-{word}" in body for _, _, body in (read(any_site) for _ in range(ASKED)))
        any_site.rows(WORD.format(word))
        assert all(f"term-{word}" in body for _, _, body in (read(any_site) for _ in range(ASKED)))


def test_the_last_good_page_stands_in_while_postgresql_is_down(postgresql_site: Site):
    site, server = postgresql_site, postgresql_site.postgresql
    assert server is not None
    site.rows(WORD.format("zebu"))
    site.start()
    Visitor(site.port).open_form()
    good = [read(site) for _ in range(ASKED)][-1]
    server.stop("immediate")
    try:
        answers = [read(site) for _ in range(ASKED)]
    finally:
        server.start()
    stood_in = [answer for answer in answers if answer[0] == 200]

    assert stood_in
    assert {body for _, _, body in stood_in} == {good[2]}
    assert all(warning.startswith("111") for _, warning, _ in stood_in)
    for _ in range(ASKED):
        while (answer := read(site))[0] != 200 or answer[1]:
            PAUSE.wait(0.2)  # for as long as the answer "away" is believed
    assert "term-zebu" in answer[2]
