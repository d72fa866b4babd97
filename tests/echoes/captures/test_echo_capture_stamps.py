"""The stamp of a capture lies beside its WARC, and is checked each time it is read."""

from datetime import UTC, datetime

import pytest

from answerable.echoes.captures.stamps import read_stamp, stamp_kept, stamp_of
from answerable.echoes.captures.writing import keep
from answerable.echoes.errors import CaptureFailed
from answerable.echoes.streams.documents import Raw
from answerable.record.stamping.authorities import authority_at
from tests.record.stamping.authority import REPLY, Authority, served

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path / "authority")


def test_a_capture_is_stamped_over_http_and_the_stamp_lies_beside_it(authority, tmp_path):
    raw = Raw(stream="s", path="p", at=0, next=1, content=b"words")
    kept = keep(raw, folder=tmp_path / "captures", now=NOW)
    more = {"folder": tmp_path / "captures", "roots": [authority.root]}
    with served(lambda body: (200, REPLY, [authority(body)])) as (address, asked):
        first = stamp_kept(kept, authority=authority_at(address), nonce=1, **more)
        assert stamp_kept(kept, authority=authority_at(address), nonce=2, **more) == first
        assert asked == [("/stamp?by=us", "application/timestamp-query")]
    place = tmp_path / "captures" / "2026" / "11" / "stamps" / f"{kept.record_sha256}.tsr"
    assert stamp_of(kept, folder=tmp_path / "captures") == place
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    assert read_stamp(kept, **more) == first
    place.write_bytes(place.read_bytes()[:-9])
    with pytest.raises(CaptureFailed):
        read_stamp(kept, **more)
    place.unlink()
    with pytest.raises(CaptureFailed, match=r"expected a stamp at .*found: No such file"):
        read_stamp(kept, **more)


def test_an_authority_that_fails_leaves_no_stamp(authority, tmp_path):
    kept = keep(Raw(stream="s", path="p", at=0, next=1, content=b"words"), folder=tmp_path / "captures", now=NOW)
    more = {"folder": tmp_path / "captures", "roots": [authority.root], "nonce": 1}
    with served(lambda _: (500, REPLY, [b"no"])) as (address, _), pytest.raises(CaptureFailed, match="found 500"):
        stamp_kept(kept, authority=authority_at(address), **more)
    assert not stamp_of(kept, folder=tmp_path / "captures").exists()
