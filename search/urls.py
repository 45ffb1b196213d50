"""Addresses of `search`."""

from django.urls import path

from search import desk_views, views

app_name = "search"
urlpatterns = [
    path("", views.search_page, name="search"),
    path("suggest/", views.suggest, name="suggest"),
    path("asked/", desk_views.asked, name="asked"),
    path("asked/query/", desk_views.asked_query, name="asked-query"),
    path("promoted/", desk_views.promotions, name="promotions"),
    path("promoted/<int:pk>/away/", desk_views.demote, name="demote"),
    path("words/", desk_views.words, name="words"),
    path("words/<int:pk>/", desk_views.word, name="word"),
]
