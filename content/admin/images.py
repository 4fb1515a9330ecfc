"""Pictures in the admin: the form that takes one, and the list to pick from."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.requests import StaffRequest
from content.admin.base import TextAdmin, TextForm
from content.images.accepting import CleanImage, ImageRefused, accept_image
from content.images.keeping import count_upload, forget, keep
from content.models import Image
from content.models.images import TO_DESCRIBE
from content.texts import pictures

NO_FILE = "Choose a picture."


class ImageForm(TextForm):
    def clean_alt(self) -> str:
        alt = str(self.cleaned_data["alt"])
        if alt == TO_DESCRIBE:
            raise forms.ValidationError("Say what the picture shows.")
        return alt


class NewImageForm(ImageForm):
    """Adds the file. It went through the one door before the form was built; `picture` is what came of it."""

    upload = forms.FileField(
        label="Picture",
        allow_empty_file=True,  # the door has words for it
        error_messages={"required": NO_FILE},
        help_text="JPEG, PNG or WebP, at most 10 MB. Place, time and other camera data in it are taken away.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    picture: CleanImage | str = NO_FILE

    def clean_upload(self) -> CleanImage:
        if isinstance(self.picture, str):
            raise forms.ValidationError(self.picture)
        return self.picture


@admin.register(Image)
class ImageAdmin(TextAdmin):
    """A picture is never exchanged for another one: a page that was signed shows what was signed."""

    form = ImageForm
    key_field = "slug"
    list_display = ["thumbnail", "slug", "alt", "to_copy", "still_missing"]
    list_display_links = ["slug"]
    list_filter = ["people", "is_decorative"]
    search_fields = ["slug", "alt", "credit"]
    fields = ["slug", "alt", "is_decorative", "people", "credit", "licence"]

    class Media:
        js = ["js/copy.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).prefetch_related("files")

    def get_fields(self, request: HttpRequest, obj: Image | None = None) -> list[Any]:
        return ["shown", "to_copy", *self.fields] if obj else ["upload", *self.fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["shown", "to_copy"] if obj else [])]

    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if request.method == "POST" and self.has_add_permission(request):
            # Before the admin opens its transaction: decoding takes a second, and SQLite has one writer
            request.picture = picture_in(request)
        return super().add_view(request, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any) -> Any:
        if not obj:
            kwargs["form"] = type("NewImageForm", (NewImageForm,), {"picture": getattr(request, "picture", NO_FILE)})
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            keep(obj, form.cleaned_data["upload"])

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        forget(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        for image in queryset:
            forget(image)

    @admin.display(description="Picture")
    def thumbnail(self, image: Image) -> str:
        return part("thumbnail", image)

    @admin.display(description="Picture")
    def shown(self, image: Image) -> str:
        return part("shown", image)

    @admin.display(description="To place it, copy")
    def to_copy(self, image: Image) -> str:
        return render_to_string("staff/picture_to_copy.html", {"markdown": image.markdown(), "slug": image.slug})

    @admin.display(description="Still to be said")
    def still_missing(self, image: Image) -> str:
        return "; ".join(image.missing())


def part(name: str, image: Image) -> str:
    """The picture itself; staff see it with the words that readers get in its place."""
    return render_to_string(f"staff/picture_{name}.html", {"picture": pictures([image])[image.slug]})


def picture_in(request: StaffRequest) -> CleanImage | str:
    """What came of the file that was sent, or why it is not taken."""
    upload = request.FILES.get("upload")
    if not isinstance(upload, UploadedFile):
        return NO_FILE
    try:
        count_upload(request.user.pk, upload.size or 0)
        return accept_image(upload)
    except ImageRefused as refusal:
        return str(refusal)
