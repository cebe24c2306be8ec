"""Each paper as a picture: the first page of every sample sheet, to be looked at.

    python -m tests.tools.paper_pictures [FOLDER]

writes `NAME.png` for each into FOLDER, `docs/pictures/papers` unless another is named.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "papers"
DOTS_PER_INCH = 80
COLOURS = 32


def main(folder: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "escrow_site.settings"
    django.setup()
    from documents.papers.render import render
    from tests.papers import samples

    folder.mkdir(parents=True, exist_ok=True)
    for name, sheet in samples.ALL.items():
        target = folder / f"{name.replace(' ', '-')}.png"
        with tempfile.TemporaryDirectory() as draft:
            paper = Path(draft) / "paper.pdf"
            paper.write_bytes(render(sheet))
            page = ["-png", "-r", str(DOTS_PER_INCH), "-f", "1", "-l", "1", "-singlefile"]
            subprocess.run(["pdftoppm", *page, str(paper), f"{draft}/page"], check=True)
            Image.open(f"{draft}/page.png").convert("RGB").quantize(COLOURS).save(target, optimize=True)
        sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
