"""Addresses of `adda_posts`."""

from django.urls import URLPattern, path, register_converter

from adda_posts.converters import DayConverter, SlugConverter
from adda_posts.views import hosting, importing, reading, series

register_converter(SlugConverter, "series")
register_converter(DayConverter, "day")

app_name = "adda_posts"
urlpatterns: list[URLPattern] = [
    path("", reading.adda_list, name="list"),
    path("import/", importing.import_list, name="import"),
    path("import/<int:pk>/", importing.import_check, name="import-check"),
    path("import/<int:pk>/<str:step>/", importing.import_step, name="import-step"),
    path("plan/", hosting.adda_plan, name="plan"),
    path("manage/", series.series_manage, name="series-manage"),
    path("new/", series.series_new, name="series-new"),
    path("<series:slug>/", reading.series, name="series"),
    path("<series:slug>/atom/", reading.series_feed, name="series-feed"),
    path("<series:slug>/edit/", series.series_edit, name="series-edit"),
    path("<series:slug>/<day:day>/", reading.adda, name="adda"),
    path("<series:slug>/<day:day>/manage/", hosting.adda_manage, name="manage"),
    path("<series:slug>/<day:day>/<str:step>/", hosting.adda_step, name="step"),
]
