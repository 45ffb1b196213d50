from django.apps import AppConfig


class SellersConfig(AppConfig):
    name = "sellers"

    def ready(self) -> None:
        """Say what questions to sellers are called, what can be reported and which
        photos are seen because of a seller's page."""
        # It needs the models of every app to be there.
        from forum import pinning  # noqa: PLC0415
        from moderation import targets  # noqa: PLC0415
        from photos.models import SHOWN_IN  # noqa: PLC0415
        from sellers import facts, pictured, receivers  # noqa: F401, PLC0415
        from sellers.models import Seller  # noqa: PLC0415
        from sellers.reportable import SellerTarget  # noqa: PLC0415

        pinning.TITLES.append(Seller.objects.titles_of)
        targets.register(SellerTarget())
        SHOWN_IN.append(pictured.where)
