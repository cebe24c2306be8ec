"""What only the portal writes: Chinese dates, months of an assessment year."""

from datetime import date

from django import template

from documents.papers.words import date_in_chinese

register = template.Library()


@register.filter
def day_zh(value: date) -> str:
    """`2028 年 12 月 22 日`."""
    return date_in_chinese(value)


@register.filter
def month(value: date) -> str:
    """`Dec 2027`."""
    return f"{value:%b %Y}"


@register.filter
def unlocalized(value: int) -> str:
    """A number as a form field sends it: no thousands separators, a plain minus."""
    return str(value)
