"""What stands in the way of a version: the publish gate, the rules of its row, what changed since it was signed."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings

from content.gate.page import Part
from content.gate.rules import Fault, Level
from content.gate.runner import Gate, check
from content.gate.signing import SIGNING_RULES
from content.models import Revision
from content.publishing.drafts import NOT_PUBLIC, open_of
from content.publishing.quoting import Quoted, Registry
from content.publishing.signing import is_clinical, signed_digest
from content.syncing.checking import row_problems
from content.syncing.kind import Kind
from content.syncing.kinds import KIND_NAMED
from content.syncing.values import Draft
from content.syncing.writing import read_draft

SIGNED_LATER = {rule.id for rule in SIGNING_RULES}


def draft_of(revision: Revision) -> Draft:
    """A version as the row that it would become; links to what is gone are left out."""
    return read_draft(KIND_NAMED[revision.kind], revision.text, revision.slug, revision.row_id)[0]


def gate_faults(revision: Revision) -> list[Fault]:
    """What the publish gate says of a version, the gravest first."""
    draft = draft_of(revision)
    children = [(f"{key}.{number}", row) for key, rows in draft.rows.items() for number, row in enumerate(rows)]
    return check(Gate().page(KIND_NAMED[revision.kind], draft.instance, children))


def faults_typed(kind: Kind, row: Any, children: Iterable[Part]) -> list[Fault]:
    """The same of a page that somebody is typing: it is not signed, so a missing signature is no fault."""
    return [fault for fault in check(Gate().page(kind, row, children)) if fault.rule.id not in SIGNED_LATER]


def faults_of(revision: Revision) -> list[Fault]:
    """The same for its writers: before it is approved, a missing signature is no fault."""
    is_signed = revision.state in (Revision.State.APPROVED, Revision.State.SCHEDULED)
    return [fault for fault in gate_faults(revision) if is_signed or fault.rule.id not in SIGNED_LATER]


def faults_in(row: Any) -> list[Fault]:
    """The same for whoever opens a page: of its open change, or of the page where there is none."""
    if change := open_of(row):
        return faults_of(change)
    is_signed = row.state not in NOT_PUBLIC
    return [fault for fault in Gate().check_row(row) if is_signed or fault.rule.id not in SIGNED_LATER]


def quoted_now(revision: Revision) -> Quoted:
    """The findings and facts that a sign-off of this version is bound to."""
    return Registry().quoted_by(draft_of(revision))


def digest_now(revision: Revision) -> str:
    """What a sign-off of this version would be bound to now."""
    return signed_digest(revision.words_digest, draft_of(revision))


def broken_rules(revision: Revision) -> Iterator[str]:
    """What the database, or a row that is gone, would refuse."""
    kind = KIND_NAMED[revision.kind]
    draft, file, problems = read_draft(kind, revision.text, revision.slug, revision.row_id)
    found = problems or row_problems(kind, file, draft)
    yield from (f"{problem.field}: {problem.message}" if problem.field else problem.message for problem in found)


def refusals(revision: Revision, *, is_signed: bool) -> list[str]:
    """Everything that keeps a version from going on.

    Before it is signed, nobody asks for a signature, or for the reason that a signer may write.
    """
    found = list(broken_rules(revision))
    if found:
        return found
    faults = [fault for fault in gate_faults(revision) if fault.stops]
    return [fault_line(fault) for fault in faults if is_signed or is_for_writers(fault)]


def is_for_writers(fault: Fault) -> bool:
    return fault.rule.level == Level.BLOCK and fault.rule.id not in SIGNED_LATER


def fault_line(fault: Fault) -> str:
    place = f"{fault.place.field}, line {fault.place.line}: " if fault.place.line else ""
    end = " Mend it, or give a reason." if fault.rule.level == Level.REASON else ""
    return f"{place}{fault}{end} [{fault.rule.id}]"


def writers_of(revision: Revision) -> set[Any]:
    """Keys of the accounts that wrote the changes which this version makes, or made, public."""
    versions = Revision.objects.of(revision.kind, revision.row_id).filter(pk__lte=revision.pk)
    shown = versions.filter(live_from__isnull=False).exclude(pk=revision.pk).first()
    since = versions.filter(pk__gt=shown.pk) if shown else versions
    return set(since.filter(written_by__isnull=False).values_list("written_by", flat=True))


def same_person(revision: Revision, by: Any, reviewed_by: Any) -> list[str]:
    """Why this person may not sign: they wrote it. Empty in a practice with one clinician, and for policies."""
    if settings.SINGLE_CLINICIAN or not is_clinical(KIND_NAMED[revision.kind]):
        return []
    found = []
    if by.pk in writers_of(revision):
        found.append("You wrote part of this change. Somebody else must approve it.")
    author = draft_of(revision).instance.author
    if author is not None and author == reviewed_by:
        found.append("The reviewer must be somebody other than the author.")
    return found


def begun_on_older(revision: Revision) -> bool:
    """Whether what readers see was changed after this version was saved."""
    live = Revision.objects.of(revision.kind, revision.row_id).live().first()
    return live is not None and live.pk > revision.pk
