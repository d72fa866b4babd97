"""Sending a file in pieces: the tus protocol 1.0.0 with creation, expiration, checksum and termination.

Implements https://tus.io/protocols/resumable-upload (1.0.0). Rules:
  - Only who may work on evidence may send files, and each finds only their own; others find nothing there.
  - Requests carry the same mark against forgery as every form does (``X-CSRFToken``). A method in
    ``X-HTTP-Method-Override`` is heeded where the request is a POST: one that is safe by its own method stays safe.
  - An upload of unknown length is not begun, and a piece of unknown length is not taken.
  - A sender may mark a file in the metadata (``mark``): an upload that the same person began of it goes on, wherever
    they begin it again. So nothing has to be kept in a browser.
  - What was sent is content only once a form says so (`evidence.forms.files`).
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date

from answerable.people.access import ReadRequest
from answerable.people.entries import Role
from answerable.people.models import read_people
from answerable.people.offers import CASEWORK
from answerable.people.standing import holds_role, within
from answerable.vault.errors import (
    NotKept,
    NoUpload,
    TooMany,
    TooMuch,
    UploadBusy,
    UploadError,
    WrongChecksum,
    WrongOffset,
)
from answerable.vault.models import Upload
from answerable.vault.uploads import CHECKSUMS, LASTS, Checksum, add, begin, end, upload_of

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
PIECE = "application/offset+octet-stream"

CREATED, DONE = 201, 204
STATUS: dict[type[UploadError], int] = {
    NoUpload: 404,
    WrongOffset: 409,
    TooMuch: 413,
    UploadBusy: 423,
    TooMany: 429,
    WrongChecksum: 460,
}
"""The status by which the protocol, or RFC 9110, says what was wrong."""

WRONG, NO_LENGTH, WRONG_VERSION, WRONG_MEDIA, NO_ROOM = 400, 411, 412, 415, 507
LONGEST_NUMBER = 15
"""Digits of a length: a thousand terabytes."""


def uploads(request: ReadRequest) -> HttpResponse:
    """Begin an upload, or say what this server can do."""
    _may(request)
    if _method(request) == "OPTIONS":
        return _told(HttpResponse(status=DONE))
    return _answered(request, {"POST": _begin})


def upload(request: ReadRequest, token: str) -> HttpResponse:
    """Tell how much of an upload is here, take the next piece of it, or give it up."""
    _may(request)
    return _answered(
        request,
        {
            "HEAD": lambda asked: _tell(asked, token),
            "PATCH": lambda asked: _take(asked, token),
            "DELETE": lambda asked: _end(asked, token),
        },
    )


def _begin(request: ReadRequest) -> HttpResponse:
    size = _number(request, "Upload-Length")
    if size is None:
        return HttpResponse("Upload-Length: expected a number of bytes\n", status=WRONG, content_type="text/plain")
    told = _metadata(request)
    token = begin(
        request.reader.person, name=told.get("filename", ""), size=size, now=_now(), mark=told.get("mark", "")
    )
    answer = HttpResponse(status=CREATED)
    answer["Location"] = reverse("upload", args=[token])
    return _with_end(answer, upload_of(token, request.reader.person))


def _tell(request: ReadRequest, token: str) -> HttpResponse:
    row = upload_of(token, request.reader.person)
    answer = HttpResponse()
    answer["Upload-Length"] = str(row.size)
    return _with_end(answer, row)


def _take(request: ReadRequest, token: str) -> HttpResponse:
    row = upload_of(token, request.reader.person)
    offset, length = _number(request, "Upload-Offset"), _number(request, "Content-Length")
    if request.content_type != PIECE:
        return HttpResponse(status=WRONG_MEDIA)
    if length is None:
        return HttpResponse(status=NO_LENGTH)
    if offset is None:
        return HttpResponse("Upload-Offset: expected a number of bytes\n", status=WRONG, content_type="text/plain")
    try:
        checksum = _checksum(request)
    except ValueError as error:
        return HttpResponse(f"Upload-Checksum: {error}\n", status=WRONG, content_type="text/plain")
    row = add(row, request, offset=offset, length=length, checksum=checksum, now=_now())
    return _with_end(HttpResponse(status=DONE), row)


def _end(request: ReadRequest, token: str) -> HttpResponse:
    end(upload_of(token, request.reader.person))
    return HttpResponse(status=DONE)


def _answered(request: ReadRequest, methods: dict[str, Callable[[ReadRequest], HttpResponse]]) -> HttpResponse:
    """Return the answer of the method that is asked for, or what is wrong with the question."""
    method = methods.get(_method(request))
    if method is None:
        return _told(HttpResponse(status=405, headers={"Allow": ", ".join(methods)}))
    if request.headers.get("Tus-Resumable") != VERSION:
        return _told(HttpResponse(status=WRONG_VERSION))
    try:
        return _told(method(request))
    except UploadError as error:
        status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), WRONG)
    except NotKept as error:
        status, message = NO_ROOM, str(error)
        return _told(HttpResponse(f"{message}\n", status=status, content_type="text/plain"))
    except UnreadablePostError:  # the line was cut: nobody reads this answer, and what came is kept
        return _told(HttpResponse(status=WRONG))
    return _told(HttpResponse(status=status))


def _told(answer: HttpResponse) -> HttpResponse:
    """Return an answer with what every answer of the protocol says, and which no cache keeps."""
    answer["Tus-Resumable"] = answer["Tus-Version"] = VERSION
    answer["Tus-Extension"] = EXTENSIONS
    answer["Tus-Max-Size"] = str(settings.ANSWERABLE_LARGEST_FILE)
    answer["Tus-Checksum-Algorithm"] = ",".join(CHECKSUMS)
    answer["Cache-Control"] = "no-store"
    return answer


def _with_end(answer: HttpResponse, row: Upload) -> HttpResponse:
    answer["Upload-Offset"] = str(row.offset)
    answer["Upload-Expires"] = http_date((row.changed + LASTS).timestamp())
    return answer


def _may(request: ReadRequest) -> None:
    """Return only for somebody who may work on the evidence of some case.

    Raises:
        Http404: this reader may not.
    """
    people, now, person = within(read_people(), request.reader.origin), _now(), request.reader.person
    cases = {"", *(fact.case for fact in people.roles if fact.body.person == person)}
    roles = [cast("Role", role) for role in CASEWORK]
    if not any(holds_role(people, person, role, case=case, at=now) for role in roles for case in cases):
        raise Http404


def _method(request: HttpRequest) -> str:
    asked = str(request.method)
    return request.headers.get("X-HTTP-Method-Override", asked).upper() if asked == "POST" else asked


def _number(request: HttpRequest, header: str) -> int | None:
    found = request.headers.get(header, "")
    return int(found) if found.isascii() and found.isdigit() and len(found) <= LONGEST_NUMBER else None


def _metadata(request: HttpRequest) -> dict[str, str]:
    """Return what is said of the file, without what cannot be read."""
    found: dict[str, str] = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _blank, value = pair.strip().partition(" ")
        with suppress(ValueError):  # not in base64, or not in UTF-8
            found[key] = base64.b64decode(value, validate=True).decode()
    return found


def _checksum(request: HttpRequest) -> Checksum | None:
    given = request.headers.get("Upload-Checksum")
    if given is None:
        return None
    algorithm, _blank, digest = given.partition(" ")
    if algorithm not in CHECKSUMS:
        raise ValueError(f"expected one of {', '.join(CHECKSUMS)}, found {algorithm!r}")
    return Checksum(algorithm, base64.b64decode(digest, validate=True))


def _now() -> datetime:
    return datetime.now(UTC)
