"""The front desk, below the staff prefix. The only thing about a request that an address holds is its reference."""

from django.urls import path

from consultations.views import desk, desk_changes, desk_owner

urlpatterns = [
    path("", desk.queue, name="desk"),
    path("search/", desk.search, name="desk_search"),
    path("export/", desk_owner.export, name="desk_export"),
    path("record/", desk_owner.show_record, name="desk_record"),
    path("<slug:reference>/", desk.one_request, name="desk_request"),
    path("<slug:reference>/step/", desk_changes.take_step, name="desk_step"),
    path("<slug:reference>/assign/", desk_changes.assign, name="desk_assign"),
    path("<slug:reference>/note/", desk_changes.add_note, name="desk_note"),
    path("<slug:reference>/correct/", desk_changes.correct, name="desk_correct"),
    path("<slug:reference>/hold/", desk_changes.hold, name="desk_hold"),
    path("<slug:reference>/delete/", desk_changes.delete, name="desk_delete"),
    path("<slug:reference>/export/", desk_owner.export_one, name="desk_export_one"),
]
