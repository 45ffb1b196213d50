from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from home.address import follow_site_url  # noqa: PLC0415 - models are ready now

        post_migrate.connect(follow_site_url, sender=self)
