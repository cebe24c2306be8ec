"""What every page needs to know: who is here, and which doors are open to him."""

from typing import Any

from django.http import HttpRequest


def doors(request: HttpRequest) -> dict[str, Any]:
    return {}
