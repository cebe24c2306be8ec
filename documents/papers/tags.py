"""What the paper templates may say: filters that print figures, dates and digests, and nothing that decides."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from django import template

from documents.papers import words
from documents.papers.parts import Metric

register = template.Library()

register.filter("figure", words.figure)
register.filter("signed", words.signed)
register.filter("english", words.in_english)
register.filter("date_en", words.date_in_english)
register.filter("date_zh", words.date_in_chinese)
register.filter("short_date", words.short_date)
register.filter("utc", words.moment_utc)
register.filter("groups", words.digest_groups)


register.filter("money", words.money)
register.filter("percent", words.percent)


@register.filter
def chinese(number: int) -> str:
    """The number in financial capitals with the unit of shares: 叁佰万股."""
    return f"{words.in_chinese(number)}股"


@register.filter
def w3c(moment: dt.datetime) -> str:
    """The moment as document metadata wants it: `2028-12-22T03:12:07Z`."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@register.filter
def local(moment: dt.datetime, time_zone: str) -> str:
    """The moment on the clocks of a time zone."""
    return words.moment_local(moment, time_zone)


@register.filter
def printed(value: Fraction | None, metric: Metric) -> str:
    """An amount in the scale of its metric; a dash where it is not known yet."""
    return "–" if value is None else metric.printed(value)


@register.filter
def fraction(value: Fraction) -> str:
    """An exact number, as decimals or as a fraction."""
    return words.amount(value)
