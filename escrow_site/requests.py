"""What a browser may send: how much on which page, and only what can be read. The rest is refused before a view sees it.

A view may then take what it is given as text that any database can hold, of a length that can be looked at.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import UnreadablePostError
from django.utils.translation import gettext

from escrow_site import error_pages

LONGEST_QUERY = 4000
LONGEST_NAME = 200
LONGEST_COOKIES = 8000
READ_AS = frozenset({"utf-8", "utf8"})
UNKNOWN = "x-not-read-here"
_CHARSET = re.compile(r"charset[^=;]*=([^;]*)", re.IGNORECASE)
# NUL, which PostgreSQL cannot keep, and halves of surrogate pairs, which no encoding can.
UNWRITABLE = re.compile("[\x00\ud800-\udfff]")

# The pages that take papers or tables. Every other form is small.
UPLOADS = re.compile(
    r"""
    /desk/tranches/(escrowagreement|tranche)/\d+/acts/[^/]+/
    | /desk/tranches/escrowagreement/\d+/what-if/.*
    | /desk/parties/[a-z]+/(add|\d+/change)/
    | /portal/agreements/[^/]+/what-if/.*
    | /portal/agreements/[^/]+/tranches/\d+/objection/
    | /review/retention/
    | /check/paper/
    """,
    re.VERBOSE,
)


def most_bytes(request: HttpRequest) -> int:
    """How large a body this page takes, in bytes: its files with the form around them, or a form alone."""
    form = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    with_files = request.content_type == "multipart/form-data" and UPLOADS.fullmatch(request.path_info)
    return form + settings.MAX_UPLOAD_BYTES if with_files else form


class ReadableRequests:
    """Refuse what is too large (413), has no length (411) or cannot be read (400), and give a refused method its page (405)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        most = most_bytes(request)
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            return error_pages.without_length()
        if length_of(request) > most:
            return error_pages.too_large(most)
        try:
            check_address(request)
        except BadRequest as refusal:
            return error_pages.bad_request(request, refusal)
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not getattr(response, "content", b""):
            page = error_pages.not_allowed()
            page.headers["Allow"] = response.headers.get("Allow", "")
            return page
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """The form itself, before anybody reads a field of it."""
        try:
            check_form(request)
        except BadRequest as refusal:
            return error_pages.bad_request(request, refusal)
        except UnreadablePostError:
            return error_pages.bad_request(request)  # whoever sent it hung up
        return None


def readable(environ: dict[str, Any]) -> dict[str, Any]:
    """The environment with a name for every encoding but ours that Django does not know and leaves alone.

    It would decode the address itself by `charset=hex` or `charset=unicode_escape`, and fail before any middleware is asked.
    """
    said = environ.get("CONTENT_TYPE", "")
    charsets = _CHARSET.findall(said)
    if any(charset.strip("\"' ").lower() not in READ_AS for charset in charsets):
        environ["CONTENT_TYPE"] = f"{said.partition(';')[0]}; charset={UNKNOWN}"
    return environ


def length_of(request: HttpRequest) -> int:
    """What the request says of its length; one that says something else than a length says that it is too long."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 10**20


def check_address(request: HttpRequest) -> None:
    """Address, cookies and encoding. Raises `BadRequest` with the sentence."""
    charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
    if charset.lower() not in READ_AS:
        raise BadRequest(gettext("Forms are read as UTF-8. Send the form from its own page."))
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        raise BadRequest(gettext("The address is too long. Ask for less at once."))
    if len(request.META.get("HTTP_COOKIE", "")) > LONGEST_COOKIES:
        raise BadRequest(
            gettext("The browser sent too many cookies. Remove those of this site and sign in again.")
        )
    asked = (text for name, values in request.GET.lists() for text in (name, *values))
    check_text((request.path_info, *request.COOKIES.values()))
    check_text(asked)


def check_form(request: HttpRequest) -> None:
    """Every field and every file name of a form. Raises `BadRequest` with the sentence."""
    if request.method != "POST":
        return
    check_text(_sent(request))


def _sent(request: HttpRequest) -> Iterator[str]:
    for name, values in request.POST.lists():
        if len(name) > LONGEST_NAME:
            raise BadRequest(
                gettext("The form has a field that no form here has. Send it from its own page.")
            )
        yield from (name, *values)
    for name, files in request.FILES.lists():
        yield from (name, *(file.name or "" for file in files))


def check_text(texts: Iterable[str]) -> None:
    """Raises `BadRequest` for a character that is none."""
    if any(UNWRITABLE.search(text) for text in texts):
        raise BadRequest(gettext("There is a character in it that cannot be kept (NUL). Type it again."))
