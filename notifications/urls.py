"""Addresses of `notifications`."""

from django.urls import URLPattern, path

from notifications import views

app_name = "notifications"
urlpatterns: list[URLPattern] = [
    path("me/inbox/", views.inbox, name="inbox"),
    path("me/inbox/count/", views.count, name="count"),
    path("me/inbox/read/", views.read_all, name="read-all"),
    path("me/inbox/<int:notice_id>/", views.notice_open, name="open"),
    path("me/inbox/<int:notice_id>/read/", views.notice_read, name="read"),
]
