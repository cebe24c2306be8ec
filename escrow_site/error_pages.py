"""What a refusal looks like: one page in the desk's look that asks neither session nor database, so that it can always be shown."""

import sys

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from documents.services.transactions import is_busy
from escrow_site import request_ids

TRY_AGAIN_SECONDS = 10


def error_page(status: int, title: str, sentence: str) -> HttpResponse:
    """A refusal as a page: what was wrong, what to do next, and that nothing was recorded."""
    said = {"title": title, "sentence": sentence, "status": status}
    return HttpResponse(render_to_string("site/refusal.html", said), status=status)


def bad_request(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400. Only a sentence of our own is shown: others' messages are written for a log."""
    ours = str(exception) if type(exception) is BadRequest else ""
    what = ours or gettext("The request could not be read. Go back, reload the page and try again.")
    return error_page(400, gettext("This cannot be asked"), what)


def not_allowed() -> HttpResponse:
    """405 for a page that is only read, or only written to."""
    return error_page(
        405,
        gettext("Not this way"),
        gettext("The page is not opened this way. Go to it from the front page."),
    )


def too_large(most: int) -> HttpResponse:
    """413, before anything of it was read."""
    what = gettext(
        "What was sent is larger than this page takes: at most %(most)s megabytes, all files of the form together. "
        "Scan with a lower resolution, or send the papers one after the other."
    )
    return error_page(413, gettext("Too large"), what % {"most": most // 2**20})


def without_length() -> HttpResponse:
    """411 for a body that does not say how long it is."""
    return error_page(
        411,
        gettext("Without a length"),
        gettext("The request does not say how long it is. Send the form from a browser."),
    )


def try_again() -> HttpResponse:
    """503 when a writer waited too long for another; a form that was recorded all the same counts once."""
    answer = error_page(
        503,
        gettext("Busy just now"),
        gettext(
            "Others were writing for so long that your turn did not come. Go back and press again in a few seconds: "
            "a form counts once, however often it is sent."
        ),
    )
    answer.headers["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return answer


def server_error(_request: HttpRequest) -> HttpResponse:
    """500, or 503 where nothing is wrong but the waiting. Whatever was being written was rolled back."""
    fault = sys.exc_info()[1]
    if fault is not None and is_busy(fault):
        return try_again()
    return HttpResponse(render_to_string("500.html", {"reference": request_ids.current()}), status=500)
