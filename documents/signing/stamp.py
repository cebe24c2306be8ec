"""The visible stamp: a strip below the foot of the first page, laid out by the same renderer as the papers."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from documents.papers.fetcher import ClosedFetcher
from documents.papers.render import to_pdf
from documents.papers.words import digest_groups
from documents.signing.key import SigningKey

# In points, all whole: a strip of another size than its box would be scaled into it. Some 164 mm by 8, and 3 mm above the edge.
WIDTH, HEIGHT = 465, 23
LEFT, BOTTOM = 68, 9

# The strip stands in the bottom margin, below the last line of the foot: it covers nothing, whatever the paper's length.
BOX = (LEFT, BOTTOM, LEFT + WIDTH, BOTTOM + HEIGHT)

_PAGE = """<!doctype html><html lang="en"><head><title>Stamp</title><style>
@page {{ size: {}pt {}pt; margin: 0 }}
* {{ margin: 0; box-sizing: border-box }}
body {{ height: {}pt; padding: .9mm 2.4mm 0; border: .5pt solid {}; border-left-width: 3pt; color: #17202e;
  font: 6.6pt/1.36 "Liberation Serif", "DejaVu Serif", "WenQuanYi Micro Hei", serif }}
table {{ width: 100%; border-collapse: collapse }} td {{ padding: 0; white-space: nowrap }} td + td {{ text-align: right }}
code {{ font: 6pt "Liberation Mono", "DejaVu Sans Mono", monospace }}
</style></head><body><table>
<tr><td><b>Signed electronically</b> 电子签署: {}</td><td>{}</td></tr>
<tr><td>Certificate SHA-256 <code>{} …</code></td><td>{}</td></tr>
</table></body></html>"""


def stamp_pdf(key: SigningKey, *, signed_at: datetime) -> bytes:
    """The strip as a PDF of one page. Of a demo key it says that it proves nothing, in the colour of a warning."""
    moment = signed_at.astimezone(UTC)
    warning = (
        "Demo key: proves nothing 演示密钥，无证明力"
        if key.is_demo
        else f"Check 核验: {settings.SITE_ADDRESS}{reverse('check_paper')}"
    )
    fingerprint = key.certificate.sha256.hex()
    markup = format_html(
        _PAGE,
        WIDTH,
        HEIGHT,
        HEIGHT,
        "#a3341f" if key.is_demo else "#94702c",
        "this installation’s demo" if key.is_demo else key.name,
        f"{moment:%Y-%m-%d %H:%M:%S} UTC",
        digest_groups(fingerprint)[:35],
        warning,
    )
    return to_pdf(markup, identifier=f"stamp {fingerprint} {moment.isoformat()}", fetcher=ClosedFetcher())
