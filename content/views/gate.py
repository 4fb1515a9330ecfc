"""For staff: what the publish gate would say of a text from elsewhere. Nothing here stores anything."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.gate.rules import Level
from content.gate.runner import RULES, Gate
from content.models import RateLimit
from content.rendering.markdown import MAX_CHARACTERS
from content.views.staff import require_an_editor

CHECKS_A_MINUTE = 20


class TextForm(forms.Form):
    text = forms.CharField(
        label="Text to check",
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "vLargeTextField"}),
        help_text="Plain text or Markdown. It is not stored.",
        error_messages={"required": "Paste a text first."},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_text(request: HttpRequest) -> HttpResponse:
    """A form for a pasted text, and below it what the gate finds in it."""
    require_an_editor(request)
    form = TextForm(request.POST if request.method == "POST" else None)
    context = {**admin.site.each_context(request), "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "staff/check_text.html", context, status=400 if form.errors else 200)
    if RateLimit.objects.use(f"check:{request.user.pk}", seconds=60) > CHECKS_A_MINUTE:
        form.add_error(None, "That was a lot of texts at once. Wait a minute; your text is still here.")
        return render(request, "staff/check_text.html", context, status=429)
    faults = Gate().check_text(form.cleaned_data["text"])
    return render(request, "staff/check_text.html", context | {"faults": faults, "was_checked": True})


@never_cache
@require_safe
def check_rules(request: HttpRequest) -> HttpResponse:
    """Every rule of the gate, each at the anchor that its findings link to."""
    require_an_editor(request)
    context = {**admin.site.each_context(request), "rules": RULES.values(), "levels": list(Level)}
    return render(request, "staff/check_rules.html", context)
