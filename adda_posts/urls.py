"""Addresses of `adda_posts`."""

from django.urls import URLPattern

app_name = "adda_posts"
urlpatterns: list[URLPattern] = []
