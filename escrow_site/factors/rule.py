"""Whether a second factor is required or offered: one setting, and every page says so where it is only offered."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

REQUIRED, OFFERED = "required", "offered"


def is_required() -> bool:
    return bool(settings.SECOND_FACTOR == REQUIRED)


def banner(_request: HttpRequest) -> dict[str, Any]:
    """Context of every page: `factor_offered` brings the banner out."""
    return {"factor_offered": not is_required()}
