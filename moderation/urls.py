"""Addresses of `moderation`."""

from django.urls import URLPattern, path

from moderation import views

app_name = "moderation"
urlpatterns: list[URLPattern] = [
    path("", views.report_list, name="list"),
    path("report/<slug:kind>/<int:pk>/", views.report, name="report"),
    path("takedown/<slug:kind>/<int:pk>/", views.takedown, name="takedown"),
    path("act/<slug:kind>/<int:pk>/", views.act, name="act"),
]
