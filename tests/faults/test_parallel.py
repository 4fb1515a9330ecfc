"""One form that arrives many times at once, from a nervous finger or a proxy that retries, is one request."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tests.faults.site import Site
from tests.faults.stored import stored_in
from tests.faults.visitor import SEND, Visitor, open_forms

AT_ONCE = 50


def test_a_form_that_is_sent_fifty_times_at_once_is_one_request_with_one_reference(any_site: Site):
    any_site.start()
    visitor = Visitor(any_site.port)
    open_forms([visitor])
    copies = [replace(visitor, statuses=visitor.statuses.copy()) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as clients:
        answers = list(clients.map(lambda copy: copy.ask("POST", SEND, copy.values()), copies))
    references = {visitor.read_reference(answer.location) for answer in answers}
    stored = stored_in(any_site)

    assert [answer.status for answer in answers] == [302] * AT_ONCE
    assert [request["reference"] for request in stored.requests] == list(references)
    assert [request["mails"] for request in stored.requests] == [["notice", "receipt"]]
    assert stored.trail == ""
