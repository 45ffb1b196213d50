"""Every address of the site: one include per app."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from profiles.views import staff_door

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("home.urls")),
    path("", include("profiles.urls")),
    path("adda/", include("adda_posts.urls")),
    path("tips/", include("guidance.urls")),
    path("", include("verification.urls")),
    path("sellers/", include("sellers.urls")),
    path("", include("forum.urls")),
    path("", include("notifications.urls")),
    path("photos/", include("photos.urls")),
    path("search/", include("search.urls")),
    path("", include("moderation.urls")),
    # Before Wagtail's own, which pass by allauth, its limits and the second step.
    path("cms/login/", staff_door),
    path("pages/_util/login/", staff_door),
    # Wagtail's asks for first and last names; ours is /me/.
    path("cms/account/", RedirectView.as_view(pattern_name="profiles:me")),
    path("cms/", include(wagtailadmin_urls)),
    path("cms-documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
    path("pages/", include(wagtail_urls)),
]
handler400 = "home.views.bad_request"
handler403 = "home.views.permission_denied"
handler404 = "home.views.not_found"
handler500 = "home.views.server_error"
