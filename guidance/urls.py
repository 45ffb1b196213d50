"""Addresses of `guidance`."""

from django.urls import URLPattern, path, register_converter

from guidance.converters import SlugConverter
from guidance.views import reading, reviewing, voting

register_converter(SlugConverter, "tip")

app_name = "guidance"
urlpatterns: list[URLPattern] = [
    path("", reading.tip_list, name="list"),
    path("review/", reviewing.review_list, name="review-list"),
    path("theme/<str:theme>/", reading.tip_theme, name="theme"),
    path("<tip:slug>/", reading.tip, name="tip"),
    path("<tip:slug>/helped/", voting.tip_vote, name="vote"),
    path("<tip:slug>/review/", reviewing.tip_review, name="review"),
]
