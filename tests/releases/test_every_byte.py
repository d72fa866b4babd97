"""Every single byte of a certificate, changed one after another: none passes."""

from __future__ import annotations

import pytest

from answerable.releases.errors import CertificateError
from answerable.releases.verification import verify

pytestmark = [pytest.mark.django_db, pytest.mark.soak]


@pytest.mark.parametrize("bit", [0, 5])
def test_no_byte_of_a_certificate_can_be_changed(given_out, bit):
    raw = given_out.files["certificate.json"]
    passed = []
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ (1 << bit)]) + raw[place + 1 :]
        try:
            verify(changed, digests={})
        except CertificateError:
            continue
        passed.append(place)
    assert passed == []
