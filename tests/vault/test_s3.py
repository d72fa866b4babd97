"""The store in a bucket of a real S3 server on this machine: Moto's, which speaks the protocol over HTTP.

Needs `s3fs` (the extra `s3`) and `moto[s3]` with Flask (Apache-2.0); they bring 80 MB, so that they are no part of the
development lock, and the tests are left out without them.
"""

from __future__ import annotations

import hashlib
import io
import os

import pytest

from answerable.vault.errors import Altered, NotKept
from answerable.vault.models import Content
from answerable.vault.sealing import erase
from answerable.vault.shelves import name_of, shelf
from answerable.vault.store import open_file, store_file, sweep
from tests.record.story import COAST, NOW

pytest.importorskip("s3fs", reason="the extra s3 is not installed")
pytest.importorskip("moto.server", reason="moto is not installed")

pytestmark = [pytest.mark.soak, pytest.mark.filterwarnings("default")]  # other people's warnings

DATA = os.urandom(3_000_000)
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(scope="module")
def server():
    from moto.server import ThreadedMotoServer

    made = ThreadedMotoServer(port=0)
    made.start()
    host, port = made.get_host_and_port()
    yield f"http://{host}:{port}"
    made.stop()


@pytest.fixture
def bucket(server, settings, tmp_path, monkeypatch):
    """A bucket of this test's own, named as an operator names one."""
    import boto3

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    name = f"b{os.urandom(6).hex()}"
    client = boto3.client("s3", endpoint_url=server)
    client.create_bucket(Bucket=name)
    settings.ANSWERABLE_VAULT = tmp_path / "vault"
    settings.ANSWERABLE_STORE = f"s3://{name}/vault"
    return client, name


def keys(bucket) -> list[str]:
    client, name = bucket
    return sorted(each["Key"] for each in client.list_objects_v2(Bucket=name).get("Contents", []))


def test_a_file_lies_in_the_bucket_once_and_goes_with_its_last_commitment(bucket, sqlite, settings):
    name = name_of(SHA256)
    first, second = store_file(io.BytesIO(DATA)), store_file(io.BytesIO(DATA))
    assert keys(bucket) == [f"vault/{name[:2]}/{name}"]
    with open_file(first) as file:
        assert file.read() == DATA
    for commitment, left in ((first, 1), (second, 0)):
        erase(commitment, reason="safety", origin=COAST, actor="coast-director", at=NOW)
        assert len(keys(bucket)) == left


@pytest.mark.django_db
def test_what_is_damaged_in_the_bucket_is_told(bucket):
    held = store_file(io.BytesIO(DATA))
    client, name = bucket
    client.put_object(Bucket=name, Key=keys(bucket)[0], Body=DATA[:-1] + b"x")
    with pytest.raises(Altered):
        open_file(held)


@pytest.mark.django_db
def test_a_bucket_that_is_not_there_is_told_and_nothing_is_kept(bucket, settings):
    settings.ANSWERABLE_STORE = "s3://nobody-has-this-bucket/vault"
    with pytest.raises(NotKept, match="in the store s3://…, found: "):
        store_file(io.BytesIO(DATA))
    assert not Content.objects.exists()


@pytest.mark.django_db
def test_a_server_that_is_gone_is_told(bucket, settings, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    settings.ANSWERABLE_STORE = "s3://elsewhere/vault"
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(NotKept, match="found: "):
        store_file(io.BytesIO(DATA))
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.mark.django_db
def test_a_file_of_several_parts_is_taken_in_and_what_breaks_off_is_swept(bucket):
    class Broken:
        left = 70

        def read(self, size: int) -> bytes:
            self.left -= 1
            if not self.left:
                raise OSError("the line was cut")
            return b"x" * (1 << 20)

    with pytest.raises(OSError, match="cut"):
        store_file(Broken())
    assert keys(bucket) == []
    large = os.urandom(1 << 20) * 150
    with open_file(store_file(io.BytesIO(large))) as file:
        assert hashlib.sha256(file.read()).digest() == hashlib.sha256(large).digest()
    client, name = bucket
    client.put_object(Bucket=name, Key="vault/.taking-in-left", Body=b"half")
    assert (sweep(older_than=-1), len(list(shelf().names()))) == (1, 1)
