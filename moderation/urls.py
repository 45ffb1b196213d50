"""Addresses of `moderation`: the moderators' own, and what a member asks about herself."""

from django.urls import URLPattern, path

from moderation import views

app_name = "moderation"
urlpatterns: list[URLPattern] = [
    path("moderation/", views.queue, name="list"),
    path("moderation/count/", views.waiting_count, name="count"),
    path("moderation/bulk/", views.bulk, name="bulk"),
    path("moderation/acts/", views.act_list, name="acts"),
    path("moderation/answers/", views.answers, name="answers"),
    path("moderation/answers/<int:pk>/", views.answer, name="answer"),
    path("moderation/words/", views.words, name="words"),
    path("moderation/words/<int:pk>/", views.word, name="word"),
    path("moderation/log/", views.log, name="log"),
    path("moderation/cases/<int:pk>/", views.case_page, name="case"),
    path("moderation/cases/<int:pk>/act/", views.case_act, name="case-act"),
    path("moderation/cases/<int:pk>/<slug:step>/", views.case_step, name="case-step"),
    path("moderation/undo/<uuid:batch>/", views.undo, name="undo"),
    path("moderation/report/<slug:kind>/<int:pk>/", views.report, name="report"),
    path("moderation/takedown/<slug:kind>/<int:pk>/", views.takedown, name="takedown"),
    path("moderation/act/<slug:kind>/<int:pk>/", views.act, name="act"),
    path("me/reports/", views.my_reports, name="my-reports"),
    path("me/reports/<int:pk>/", views.my_report, name="my-report"),
    path("me/decisions/", views.my_decisions, name="my-decisions"),
    path("me/decisions/<int:pk>/appeal/", views.appeal, name="appeal"),
]
