from django.apps import AppConfig


class SellersConfig(AppConfig):
    name = "sellers"

    def ready(self) -> None:
        """Say what questions to sellers are called, what can be reported and which
        photos are seen because of a seller's page."""
        # It needs the models of every app to be there.
        from core.personal import Steps  # noqa: PLC0415
        from forum import pinning  # noqa: PLC0415
        from moderation import kinds, targets  # noqa: PLC0415
        from photos.models import SHOWN_IN  # noqa: PLC0415
        from sellers import (  # noqa: PLC0415
            contacting,  # noqa: F401
            facts,  # noqa: F401
            known,
            pictured,
            receivers,  # noqa: F401
            review_setup,
            warned,
        )
        from sellers.erasing import STEPS  # noqa: PLC0415
        from sellers.models import Seller  # noqa: PLC0415
        from sellers.reportable import SellerTarget  # noqa: PLC0415

        Steps.add(*STEPS)
        pinning.TITLES.append(Seller.objects.titles_of)
        targets.register(SellerTarget())
        targets.register(warned.TARGET)
        kinds.register(warned.KIND)
        SHOWN_IN.append(pictured.where)
        SHOWN_IN.append(known.where)
        review_setup.set_up()
