"""What tests of verification share: a seller, a verifier, a folder of evidence."""

from pathlib import Path
from typing import Any

import pytest

from profiles.models import Member
from sellers.models import Seller
from tests.factories import SellerFactory
from tests.verification.making import make_verifier


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Evidence of one test, where no other finds it."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path / "evidence"


@pytest.fixture
def seller(db: None) -> Seller:
    return SellerFactory()


@pytest.fixture
def verifier(db: None) -> Member:
    return make_verifier()
