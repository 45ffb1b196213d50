"""BackendTests, whole, over the backend that the settings name."""

import os

from django.test import TestCase
from modelsearch.test.testapp import models
from modelsearch.tests.test_backends import BackendTests


class OurBackendTests(BackendTests, TestCase):
    """Nothing is skipped and nothing expected to fail."""

    backend_path = os.environ["SUITE_BACKEND"]

    @classmethod
    def setUpTestData(cls) -> None:
        """Make the rows that the fixture of 1.1.1 does not have yet."""
        super().setUpTestData()
        for model in (models.MPAnimal, models.NSAnimal):
            animal = model.add_root(name="Animal")
            mammal = animal.add_child(name="Mammal")
            for name in ("Dog", "Cat"):
                model.objects.get(pk=mammal.pk).add_child(name=name)
            model.objects.get(pk=animal.pk).add_child(name="Reptile")
        meeting = models.Meeting.objects.get(name="Stand-up meeting")
        news = models.AgendaItem.objects.create(meeting=meeting, topic="News")
        models.Speaker.objects.create(agenda_item=news, name="Arthur Doyle")

    def clear_index_entries(self) -> None:
        """Nothing: the rebuild that follows leaves nothing of the test before."""
