"""The check of a paper by its bytes: whoever holds the file, or its SHA-256, is told what it is and whether it still stands.

The file is digested and not read: nothing that a stranger sends is parsed in the web worker. Signatures are judged by a PDF reader or
by `manage.py check_paper`; what is on record was judged when it was filed.
"""

import re
from hashlib import sha256

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from escrow_site.limits.address import client_address
from tranches.selectors.paper.paper_check import find_paper

A_MINUTE = 20
"""Checks a minute from one address; more are asked to wait."""

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


class PaperCheckForm(forms.Form):
    """A file, or the digest of one."""

    file = forms.FileField(required=False, label="The PDF as you received it", allow_empty_file=True)
    digest = forms.CharField(required=False, max_length=120, label="or its SHA-256")

    def clean(self) -> dict[str, object]:
        given: UploadedFile | None = self.cleaned_data.get("file")
        typed = re.sub(r"[\s:]", "", self.cleaned_data.get("digest", "")).lower()
        if given is not None and given.size is not None and given.size > settings.MAX_UPLOAD_BYTES:
            raise forms.ValidationError(
                "The file is too large to be one of our papers. Give its SHA-256 instead."
            )
        if (given is None) == (not typed):
            raise forms.ValidationError(
                "Give either the file or its SHA-256. 请上传文件或填写其 SHA-256 摘要。"
            )
        if given is None and not _DIGEST.match(typed):
            raise forms.ValidationError("A SHA-256 has 64 digits from 0 to 9 and a to f. Copy all of it.")
        return {"sha256": _digest_of(given) if given is not None else typed}


@require_http_methods(["GET", "HEAD", "POST"])
def check_paper(request: HttpRequest) -> HttpResponse:
    """The form, or the answer. A filed document of somebody else, a changed paper and an unknown one get the same answer."""
    context: dict[str, object] = {"title": "Check of a paper", "form": PaperCheckForm()}
    if request.method != "POST":
        return render(request, "site/check_paper.html", context)
    if _too_many(request):
        context["busy"] = True
        return render(request, "site/check_paper.html", context, status=429)
    form = PaperCheckForm(request.POST, request.FILES)
    context["form"] = form
    if not form.is_valid():
        return render(request, "site/check_paper.html", context, status=422)
    digest = form.cleaned_data["sha256"]
    context |= {"asked": digest, "found": find_paper(digest), "form": PaperCheckForm()}
    return render(request, "site/check_paper.html", context)


def _digest_of(given: UploadedFile) -> str:
    running = sha256()
    for part in given.chunks():
        running.update(part)
    return running.hexdigest()


def _too_many(request: HttpRequest) -> bool:
    """Whether this address has asked too often within the minute."""
    name = f"check-paper/{client_address(request)}/{timezone.now():%Y%m%d%H%M}"
    if cache.add(name, 1, timeout=120):
        return False
    return bool(cache.incr(name) > A_MINUTE)
