"""The closed fetcher: a paper can load what the project ships beside this file, and small pictures written into itself.

WeasyPrint's own fetcher opens `file://` and the network for every link, stylesheet, picture and attachment it meets. Here
everything else is refused, and a refusal ends the rendering: a paper with a hole in it is not a paper.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SHIPPED = Path(__file__).resolve().parent
"""The only folder whose files a paper may load."""

_KINDS = frozenset({".css", ".png", ".svg", ".ttf", ".otf"})
_PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")
_LONGEST_PICTURE = 1_000_000


class Refused(FatalURLFetchingError):
    """WeasyPrint swallows ordinary exceptions of a fetcher and goes on without the file; this kind it lets through."""


class ClosedFetcher(URLFetcher):
    """Serves shipped files and `data:` pictures, refuses all else, and remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True)
        self.served: list[str] = []
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The shipped file or the picture at this address. Raises `Refused` for every other address."""
        if url.startswith(_PICTURES) and len(url) <= _LONGEST_PICTURE:
            self.served.append(url[:40])
            return super().fetch(url, headers)
        path = _shipped(url)
        if path is None:
            self.refused.append(url)
            raise Refused(f"a paper may not load {url[:200]!r}")
        self.served.append(url)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(path.as_uri(), path.read_bytes(), {"Content-Type": kind})


def _shipped(url: str) -> Path | None:
    """The file of a `file:` address if the project ships it for papers, links and `..` resolved; otherwise None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc or parts.query or parts.fragment or "\0" in unquote(parts.path):
        return None
    path = Path(unquote(parts.path)).resolve()
    if path.suffix not in _KINDS or not path.is_relative_to(SHIPPED) or not path.is_file():
        return None
    return path
