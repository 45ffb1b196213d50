from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "uthan_search"

    def ready(self) -> None:
        """Listen to what happens below, have the worker keep the index, and say how
        the list of sellers reads words."""
        # All three need the models of every app to be there.
        from core.drains import Drains  # noqa: PLC0415
        from core.personal import Steps  # noqa: PLC0415
        from forum import similar  # noqa: PLC0415
        from moderation import targets  # noqa: PLC0415
        from search import (  # noqa: PLC0415
            editors,
            promoting,
            receivers,  # noqa: F401
            suggestions,
        )
        from search.erasing import STEPS  # noqa: PLC0415
        from search.indexing import drain  # noqa: PLC0415
        from search.list_words import Analysed  # noqa: PLC0415
        from search.models import asked, forgotten  # noqa: PLC0415
        from search.similar import threads_like  # noqa: PLC0415
        from sellers import words  # noqa: PLC0415

        similar.register(threads_like)
        words.READER.append(Analysed())
        Drains.add("search", drain, every=0.5)
        Drains.add("editors-search", editors.drain, every=0.5)
        Drains.add("asked", asked.forget, every=asked.EVERY_SECONDS)
        Drains.add("forgotten-names", forgotten.forget, every=asked.EVERY_SECONDS)
        Drains.add("suggestions", suggestions.drain, every=1.0)
        Steps.add(*STEPS)
        targets.register(promoting.PromotionTarget())
        promoting.fit_the_cms()
