"""Papers as their checked markup: sheet, template, filing and digest stay real; only the layout, a second for each, is left out."""

import pytest

import documents.signing.stamp  # noqa: F401  it lays out the stamp of a signature for real, so it must be loaded before


def unpaged(markup: str, *, identifier: str, **_: object) -> bytes:
    return f"%PDF-1.7\n% {identifier}\n{markup}\n%%EOF\n".encode()


def leave_layout_out(patch: pytest.MonkeyPatch) -> None:
    """Until the patch is undone, papers keep their markup in place of their pages."""
    patch.setattr("documents.papers.render.to_pdf", unpaged)
