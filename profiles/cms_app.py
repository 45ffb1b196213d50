"""The app `wagtail.users` with our view set (INSTALLED_APPS names this class)."""

from wagtail.users.apps import WagtailUsersAppConfig


class MembersConfig(WagtailUsersAppConfig):
    """Wagtail's own configuration, but members are not its plain users."""

    user_viewset = "profiles.cms.MemberViewSet"
