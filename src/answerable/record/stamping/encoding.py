"""The few bytes of DER that stamps need and no library at hand gives: a request, and certificates put in order.

Implements RFC 3161, 2.4.1 (TimeStampReq) and X.690, 8.1 and 11.6 (values, the order of a SET OF in DER). Authorities
may send their certificates in any order (RFC 5652, 5.1, asks for DER only of what is signed, and certificates are not);
the parser takes them in the order of DER alone.
"""

from __future__ import annotations

SEQUENCE, SET, INTEGER, OCTETS, BOOLEAN, FIRST = 0x30, 0x31, 0x02, 0x04, 0x01, 0xA0
"""Tags; FIRST is the constructed, context-specific tag 0."""

SHA256_ALGORITHM = bytes.fromhex("300d06096086480165030402010500")
"""AlgorithmIdentifier of SHA-256, its parameters NULL."""


def time_stamp_request(digest: bytes, nonce: int) -> bytes:
    """Return the request for a stamp of a SHA-256, with the authority's certificates, in DER."""
    imprint = _value(SEQUENCE, SHA256_ALGORITHM + _value(OCTETS, digest))
    number = _value(INTEGER, nonce.to_bytes(nonce.bit_length() // 8 + 1, "big"))
    return _value(SEQUENCE, _value(INTEGER, b"\x01") + imprint + number + _value(BOOLEAN, b"\xff"))


def in_order(token: bytes) -> bytes:
    """Return the answer of an authority with its certificates in the order of DER; they are covered by no signature.

    What has another form than an answer with certificates is returned as it is: its parser says what is wrong.
    """
    place = (0, len(token))
    # TimeStampResp > ContentInfo > content > SignedData > certificates: the tag, and which of its kind comes before it.
    for tag, number in ((SEQUENCE, 0), (SEQUENCE, 1), (FIRST, 0), (SEQUENCE, 0), (FIRST, 0)):
        found = [(begin, end) for one, _, begin, end in _values(token, *place) if one == tag]
        if len(found) <= number:
            return token
        place = found[number]
    certificates = sorted(token[whole:end] for _, whole, _, end in _values(token, *place))
    ordered = b"".join(certificates)
    whole = len(ordered) == place[1] - place[0]
    return token[: place[0]] + ordered + token[place[1] :] if whole else token


def _value(tag: int, content: bytes) -> bytes:
    """Return a value; none here has 128 bytes or more."""
    return bytes([tag, len(content)]) + content


def _values(token: bytes, begin: int, end: int) -> list[tuple[int, int, int, int]]:
    """Return the values between two places: tag, where it begins, where its content begins and ends."""
    found = []
    while begin + 2 <= end:
        length, content = token[begin + 1], begin + 2
        if length & 0x80:
            size = length & 0x7F
            length, content = int.from_bytes(token[content : content + size], "big"), content + size
        if content + length > end:
            break
        found.append((token[begin], begin, content, content + length))
        begin = content + length
    return found
