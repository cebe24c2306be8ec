"""What the passkey pages hand to their script."""

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """The value as JSON text for an attribute, where the template escapes it: no block of script stands in a page."""
    return json.dumps(value, cls=DjangoJSONEncoder)
