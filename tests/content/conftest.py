import pytest

from tests.content.town import Town


@pytest.fixture
def town(tmp_path) -> Town:
    return Town(tmp_path)
