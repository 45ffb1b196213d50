"""Addresses of `forum`."""

from django.urls import URLPattern

app_name = "forum"
urlpatterns: list[URLPattern] = []
