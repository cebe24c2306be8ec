"""Currencies by ISO 4217 code, with the number of decimal places of their minor unit."""

from __future__ import annotations

from types import MappingProxyType

_TWO = (
    "AED ARS AUD BGN BRL CAD CHF CNH CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR KES KYD KZT LKR MAD MOP MXN "
    "MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD TZS UAH USD UYU UZS XCD ZAR"
)
MINOR_PLACES: MappingProxyType[str, int] = MappingProxyType(
    dict.fromkeys(_TWO.split(), 2)
    | dict.fromkeys(["CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"], 0)
    | dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)
)
