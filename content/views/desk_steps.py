"""The steps that staff can take with a page: who may, from which state, and what they are asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone

from accounts.roles import may, may_give_state, may_write
from content.models import Clinic, Person, Revision, State
from content.publishing import drafts, steps
from content.publishing.checks import digest_now
from content.publishing.moving import offered_addresses
from content.publishing.signing import is_clinical
from content.publishing.signing_again import needs_signing, sign_again
from content.publishing.status import Status
from content.syncing.kinds import KIND_OF
from content.syncing.writing import values_in

Of = Revision.State
MONTHS_12 = timedelta(days=365)


class NoForm(forms.Form):
    """Nothing to ask."""


class NoteForm(forms.Form):
    note = forms.CharField(label="Note (optional)", max_length=400, required=False)


class LiftingForm(NoteForm):
    """For whoever may write the reason that lets a forbidden wording stand."""

    publish_reason = forms.CharField(
        label="Reason for a wording that the publish gate blocks",
        max_length=400,
        required=False,
        help_text="Only where it must stand, as in a quotation: name the rule, and say why. It is kept.",
    )
    field_order = ["publish_reason", "note"]


class CommentForm(forms.Form):
    note = forms.CharField(label="What should be changed", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class ReasonForm(forms.Form):
    reason = forms.CharField(label="What was misspelled", max_length=400)


class PolicyApproval(forms.Form):
    publish_reason = forms.CharField(
        label="Reason for publishing",
        max_length=400,
        required=False,
        help_text="Only where the publish gate asks for one. It is kept.",
    )
    note = forms.CharField(label="Note (optional)", max_length=400, required=False)


class ApprovalForm(PolicyApproval):
    reviewed_by = forms.ModelChoiceField(Person.objects.all(), label="Readers see as reviewer")
    review_due_on = forms.DateField(
        label="Next review due on",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="At most 24 months from now.",
    )
    field_order = ["reviewed_by", "review_due_on", "publish_reason", "note"]


class PolicyAgain(PolicyApproval):
    seen = forms.CharField(widget=forms.HiddenInput)  # what stood on the page when it was looked at


class ApprovalAgain(ApprovalForm):
    seen = forms.CharField(widget=forms.HiddenInput)


class ScheduleForm(forms.Form):
    moment = forms.DateTimeField(
        label="Day and time", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moment"].help_text = f"Time at the clinic: {clinic_zone().key}."

    def full_clean(self) -> None:
        """A time that the clinic's clock skips or shows twice is refused."""
        with timezone.override(clinic_zone()):
            super().full_clean()


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="Why, in words for readers", max_length=400)
    target = forms.ChoiceField(label="What to read instead", required=False)
    redirects = forms.BooleanField(label="Send readers there at once, without telling them why", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Nothing"), *((path, f"{title} ({path})") for title, path in offered_addresses())]
        self.fields["target"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("redirects") and not cleaned.get("target"):
            self.add_error("target", "Choose where readers are sent.")
        return cleaned


@dataclass(frozen=True)
class StepKind:
    """A step: from which states, whether deciding is needed or writing is enough, what is asked, what is done."""

    name: str
    label: str
    about: str
    states: tuple[str, ...]
    decides: bool
    form: type[forms.Form]
    take: Callable[..., None]
    needs_live: bool = False


STEPS = (
    StepKind(
        "send",
        "Send for review",
        "A reviewer sees it on their start page.",
        (Of.DRAFT,),
        False,
        NoteForm,
        steps.send_for_review,
    ),
    StepKind(
        "take-back",
        "Take back",
        "It becomes a draft again. An approval is lost.",
        (Of.IN_REVIEW, Of.APPROVED),
        False,
        NoForm,
        steps.take_back,
    ),
    StepKind(
        "ask",
        "Ask for changes",
        "It goes back to its writers with your comment.",
        (Of.IN_REVIEW,),
        True,
        CommentForm,
        steps.ask_for_changes,
    ),
    StepKind(
        "approve",
        "Approve",
        "You sign these words, and the findings and facts they quote. Any change takes the approval away.",
        (Of.IN_REVIEW,),
        True,
        ApprovalForm,
        steps.approve,
    ),
    StepKind(
        "sign-again",
        "Sign again, unchanged",
        "You read what readers see now, with what it quotes now, and the words still stand. The review starts anew.",
        (Of.LIVE,),
        True,
        ApprovalAgain,
        sign_again,
    ),
    StepKind(
        "publish", "Publish now", "Readers see it at once.", (Of.APPROVED, Of.SCHEDULED), True, NoForm, steps.publish
    ),
    StepKind(
        "schedule",
        "Schedule for a day and time",
        "Readers see it from then on.",
        (Of.APPROVED,),
        True,
        ScheduleForm,
        steps.schedule,
    ),
    StepKind(
        "cancel",
        "Cancel the schedule",
        "It stays approved.",
        (Of.SCHEDULED,),
        True,
        NoForm,
        steps.cancel_schedule,
    ),
    StepKind(
        "spelling",
        "Publish as spelling only",
        "The review and its dates stay. The record shows each changed word. No number, source or fact may change.",
        (Of.DRAFT, Of.IN_REVIEW),
        True,
        ReasonForm,
        steps.publish_spelling,
        needs_live=True,
    ),
    StepKind(
        "discard",
        "Discard the open change",
        "The live page stays. The text stays in the history.",
        Revision.OPEN,
        False,
        NoForm,
        drafts.discard,
        needs_live=True,
    ),
    StepKind(
        "withdraw",
        "Withdraw the live page",
        "Readers who come for it are told why, or are sent to another page.",
        (Of.LIVE,),
        True,
        WithdrawForm,
        steps.withdraw,
    ),
)
STEP_NAMED = {step.name: step for step in STEPS}


@dataclass
class Offer:
    """A step that this person can take now, with the version it is bound to and its form."""

    kind: StepKind
    version: Revision
    form: forms.Form

    def __getattr__(self, name: str) -> Any:
        return getattr(self.kind, name)


def may_take(user: Any, step: StepKind, row: Any) -> bool:
    """Writers write and send; who may publish decides."""
    return may(user, "change", row) and (not step.decides or may_give_state(user, row, State.PUBLISHED))


def may_lift(user: Any, row: Any) -> bool:
    """Whether this person may write the reason that lets a forbidden wording stand."""
    return is_clinical(KIND_OF[type(row)]) and may_write(user, row, "publish_reason")


def offers(user: Any, row: Any, status: Status, sent: tuple[str, forms.Form] | None = None) -> Iterator[Offer]:
    """Every step that is open to this person now. `sent` is the form that was refused, to be shown again."""
    for step in STEPS:
        version = status.live if step.states == (Of.LIVE,) else status.change
        is_ready = version is not None and version.state in step.states
        if version is None or not is_ready or not may_take(user, step, row):
            continue
        if step.needs_live and status.live is None:
            continue
        if step.name == "sign-again" and (status.change or not needs_signing(version, row.review_stage())):
            continue
        again = sent[1] if sent and sent[0] == step.name else None
        form = form_class(step, row, user)
        values = initial(row, version) | ({"seen": digest_now(version)} if step.name == "sign-again" else {})
        yield Offer(step, version, again or form(auto_id=f"id_{step.name}_%s", initial=values))


def form_class(step: StepKind, row: Any, user: Any) -> type[forms.Form]:
    """Who signs a policy is not asked: it is no medical text. Writers send without a reason, reviewers may give one."""
    if step.name == "send" and may_lift(user, row):
        return LiftingForm
    if step.name == "approve" and not is_clinical(KIND_OF[type(row)]):
        return PolicyApproval
    if step.name == "sign-again" and not is_clinical(KIND_OF[type(row)]):
        return PolicyAgain
    return step.form


def initial(row: Any, version: Revision) -> dict[str, Any]:
    due = timezone.localdate() + MONTHS_12
    reason = values_in(KIND_OF[type(row)], version.text).get("publish_reason", "")
    return {"reviewed_by": row.reviewed_by_id, "review_due_on": due.isoformat(), "publish_reason": reason}


def clinic_zone() -> ZoneInfo:
    """The main clinic's time zone."""
    clinic = Clinic.objects.main()
    return ZoneInfo(clinic.time_zone if clinic else settings.TIME_ZONE)
