"""Floods are not logged line by line."""

import msgspec
import pytest

from backend.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, log_level="error")
