from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

#: Fields of sellers' forms that are kept over a sign-in (profiles.keeping), characters.
KEPT = {
    "makes": 1_000,
    "story": 20_000,
    "delivery_areas": 5_000,
    "delivery_time": 1_000,
    "advance_rule": 5_000,
    "return_rule": 5_000,
    "links": 3_000,
    "price": 200,
    "asked": 300,
    "reason": 40,
    "district": 200,
    "upazila": 200,
}

#: Forms whose words are kept while they are typed (profiles.form_drafts).
DRAFTED = {
    "sellers__review_write": _("A review"),
    "sellers__review_answer": _("Your answer to a review"),
    "sellers__review_update": _("What came after"),
    "sellers__review_contest": _("What is not true in a review"),
    "sellers__claim": _("A page that is yours"),
    "sellers__warn": _("A warning"),
    "sellers__warning": _("Your answer to a warning"),
}


class SellersConfig(AppConfig):
    name = "sellers"

    def ready(self) -> None:
        """Say what questions to sellers are called, what can be reported, which photos
        are seen because of a seller's page, and what stands on it."""
        # It needs the models of every app to be there.
        from core.drains import Drains  # noqa: PLC0415
        from core.personal import Holdings, Steps  # noqa: PLC0415
        from forum import pinning, reading  # noqa: PLC0415
        from moderation import kinds, targets  # noqa: PLC0415
        from photos.models import SHOWN_IN  # noqa: PLC0415
        from profiles import erasure, form_drafts, keeping  # noqa: PLC0415
        from sellers import (  # noqa: PLC0415
            contacting,  # noqa: F401
            facts,  # noqa: F401
            known,
            logs,
            own_rows,  # noqa: F401
            personal,
            pictured,
            receivers,  # noqa: F401
            review_setup,
            warned,
        )
        from sellers.erasing import STEPS, numbers_of  # noqa: PLC0415
        from sellers.models import Seller, SellerWord  # noqa: PLC0415
        from sellers.reportable import ItemTarget, SellerTarget  # noqa: PLC0415

        Holdings.add(*personal.HOLDINGS)
        Steps.add(*STEPS)
        erasure.NUMBERS.append(numbers_of)
        Drains.add("seller-words", SellerWord.catch_up, every=60.0)
        Drains.add("logs", logs.forget, every=logs.EVERY_SECONDS)
        pinning.TITLES.append(Seller.objects.titles_of)
        reading.OWNERS["/sellers/"] = Seller.objects.owner_of
        targets.register(SellerTarget())
        targets.register(warned.TARGET)
        kinds.register(warned.KIND)
        SHOWN_IN.append(known.where)
        review_setup.set_up()
        targets.register(ItemTarget())
        SHOWN_IN.append(pictured.where)
        form_drafts.FORMS.add(**DRAFTED)
        keeping.FIELDS.update(KEPT)
        keeping.TEXTS.extend(["makes", "story", "return_rule", "delivery_areas"])
        keeping.TEXTS.extend(["asked"])
