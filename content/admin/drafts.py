"""Pages in the admin: the form shows the open change, and saving makes a version of it."""

from typing import Any

from django import forms
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.roles import may
from content import comparing
from content.admin.base import RowInline, TextAdmin, TextForm
from content.admin.gated import typed_rows
from content.comparing import changes_only, compare
from content.gate.found import found_in
from content.gate.page import Part
from content.models import Revision
from content.publishing import drafts
from content.publishing.checks import faults_in
from content.publishing.deleting import delete
from content.publishing.moving import MOST_OFFERED, is_public_address, offered_addresses, pages_linking_to
from content.publishing.signing import draft_of_row
from content.publishing.status import status_of
from content.syncing.kinds import KIND_OF, SIGNING
from content.syncing.values import Draft
from content.syncing.writing import read_draft, text_of_draft, with_signing

BASE = "base_revision"


class OfAnyState:
    """Who may change pages of a kind may do so in every state: what they save is a draft."""

    model: type[Any]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, "add", self.model)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, "change", self.model)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, "delete", self.model)


class DraftForm(TextForm):
    """Refuses a text that was begun before somebody else saved the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        draft = getattr(self.instance, "draft", None)
        links = draft.links if draft else {}
        for key in KIND_OF[type(self.instance)].link_keys():
            field: Any = self.fields.get(key)
            if field is not None:
                field.queryset = few_of(field.queryset, links.get(key, []))
                if key in links:
                    self.initial[key] = list(field.queryset.filter(slug__in=links[key]))

    @property
    def base(self) -> int | None:
        """The version that the text was begun from; None where the form does not say."""
        said = self.data.get(BASE, "")
        return int(said) if said.isdecimal() else None

    @property
    def newer(self) -> Revision | None:
        """What somebody else saved meanwhile."""
        newest = drafts.newest_of(self.instance) if self.instance.pk else None
        return newest if self.base and newest and newest.pk != self.base else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if newer := self.newer:
            who = newer.written_by or "A loaded file"
            raise forms.ValidationError(
                f"{who} saved this page while you were writing. Nothing was overwritten. Both texts are compared "
                "above the form: take over what is missing here, then save again."
            )
        return cleaned


def few_of(rows: Any, slugs: list[str]) -> Any:
    """What a form offers: the rows that are chosen, and of the others as many as one can look through, in order."""
    return rows.filter(Q(slug__in=slugs) | Q(pk__in=rows.values("pk")[:MOST_OFFERED]))


class PartInline(OfAnyState, RowInline):
    """Parts of a page. They are counted from the draft, with one more to fill in."""

    template = "admin/content/parts.html"

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 + len(parts_of(obj, self))


class TextPartInline(PartInline):
    form = TextForm


def parts_of(page: Any, inline: Any) -> list[Any]:
    """The parts of the page's draft that an inline shows."""
    key = next(key for key, rows in KIND_OF[inline.parent_model].rows.items() if rows.model is inline.model)
    draft = getattr(page, "draft", None)
    return draft.rows.get(key, []) if draft else []


class DraftAdmin(OfAnyState, TextAdmin):
    """For whatever has a state and a reviewer."""

    form = DraftForm
    change_form_template = "admin/content/page_form.html"
    delete_confirmation_template = "admin/content/page_delete.html"
    has_page_preview = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What signing and publishing write is shown, and typed nowhere."""
        return [*super().get_readonly_fields(request, obj), *sorted(SIGNING)]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        is_form = request.resolver_match is not None and str(request.resolver_match.url_name).endswith("_change")
        if row is None or not is_form or not self.has_change_permission(request):
            return row
        return with_open_change(row)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.has_change_permission(request, obj):
            kwargs["instance"] = self.model()
            if request.method != "POST":
                names = KIND_OF[self.model].rows[prefix].fields
                shown = [*names, "position"] if KIND_OF[self.model].rows[prefix].has_position else names
                parts = parts_of(obj, inline)
                kwargs["initial"] = [{name: getattr(part, name) for name in shown} for part in parts]
        return kwargs

    def typed(self, request: HttpRequest, row: Any) -> tuple[Any, list[Any]]:
        form, _ = super().typed(request, with_open_change(row) if row else None)
        formsets = [
            formset(**self.get_formset_kwargs(request, form.instance, inline, formset.get_default_prefix()))
            for formset, inline in self.get_formsets_with_inlines(request, row)
        ]
        return form, formsets

    def typed_draft(self, form: Any, formsets: Any) -> Draft:
        """What was typed into a valid form and its parts, as a page that is not saved."""
        kind, known = KIND_OF[self.model], getattr(form.instance, "draft", None)
        typed = {
            key: [one.slug for one in form.cleaned_data[key]] for key in kind.link_keys() if key in form.cleaned_data
        }
        parts = {formset.prefix: formset.save(commit=False) for formset in formsets}
        return Draft(form.instance, (known.links if known else {}) | typed, parts)

    def typed_parts(self, formsets: Any) -> list[Part]:
        """The parts as typed, each with the number that its fields have in the form."""
        return [(f"{formset.prefix}.{number}", row) for formset in formsets for number, row in typed_rows(formset)]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except drafts.SavedMeanwhile:  # between the form's own look and the save: this time the form finds it
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Ask where readers go, and name the pages that link here."""
        row = self.get_object(request, object_id)
        linking = pages_linking_to(row.get_absolute_url()) if row else []
        return super().delete_view(request, object_id, {"pages": offered_addresses(), "linking": linking})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        target = request.POST.get("target", "")
        if not is_public_address(target) or target == obj.get_absolute_url():
            target = ""
        delete(obj, request.user, request.POST.get("reason", "")[:400].replace("\n", " "), target)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            delete(row, request.user)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing yet: the parts belong to it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        draft = self.typed_draft(form, formsets)
        form.instance.is_kept = drafts.save(KIND_OF[self.model], draft, request.user, base=form.base) is not None

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return self.answer(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.answer(request, obj) or super().response_change(request, obj)

    def answer(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Back to the same place, and what became of the text."""
        if IS_POPUP_VAR in request.POST:
            return None
        now = timezone.localtime()
        live = " The live page has not changed." if drafts.live_of(obj) else " Readers do not see it yet."
        saved = f"Draft saved at {now:%-I:%M} {'am' if now.hour < 12 else 'pm'}.{live}"
        self.message_user(request, saved if obj.is_kept else "Nothing was changed, so nothing was saved.")
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[obj.pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page, form = kwargs.get("obj"), context["adminform"].form
        if page is not None and page.pk:
            newest, newer = drafts.newest_of(page), form.newer if form.is_bound else None
            row = self.model._default_manager.get(pk=page.pk)
            faults = [] if form.is_bound else faults_in(row)
            context |= {
                "base_revision": newest.pk if newest else "",
                "status": status_of(row),
                "found": found_in(self.model, form.fields, faults),
                "newer": newer,
            }
            if newer:
                formsets = [inline.formset for inline in context["inline_admin_formsets"] if inline.formset.is_valid()]
                context["comparison"] = meeting(newer, self.typed_draft(form, formsets))
        return super().render_change_form(request, context, *args, **kwargs)


def with_open_change(row: Any) -> Any:
    """The page as its open change has it; state and signature stay those of the row."""
    change = drafts.open_of(row)
    if change is None or row.state in drafts.NOT_PUBLIC:
        row.draft = draft_of_row(row)
        return row
    draft, _, problems = read_draft(KIND_OF[type(row)], change.text, change.slug, row.pk)
    for key in SIGNING:
        setattr(draft.instance, key, getattr(row, key))
    draft.instance.draft, draft.instance.problems = draft, problems
    return draft.instance


def meeting(newer: Revision, draft: Draft) -> list[comparing.Part]:
    """The text that was saved meanwhile and the one in the form, compared by words."""
    kind = KIND_OF[type(draft.instance)]
    before, mine = (with_signing(kind, text, drafts.UNSIGNED) for text in (newer.text, text_of_draft(kind, draft)))
    return changes_only(compare(before, mine))
