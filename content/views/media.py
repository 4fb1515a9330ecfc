"""Pictures as readers get them. Names are random and never used again, so every cache may keep them."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from content.images.keeping import SHOWN
from content.rendering.pictures import MEDIA_TYPES


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of the folder that is shown, with the type that its extension says. The address allows no other name."""
    try:
        file = default_storage.open(f"{SHOWN}/{name}")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=MEDIA_TYPES[name.rpartition(".")[2]])
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
