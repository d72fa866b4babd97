import pytest

from tests.record.stamping.authority import Authority


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path / "authority")
