"""The key by which numbers are found again is made once and stays."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import keys


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "below" / "match-key"
    key = keys.kept(path)
    assert len(key) >= keys.SHORTEST
    assert keys.kept(path) == key == path.read_text("ascii")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["match-key"]


def test_half_a_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "match-key"
    path.write_text("short")
    with pytest.raises(ImproperlyConfigured, match="match-key"):
        keys.kept(path)
