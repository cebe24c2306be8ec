"""Worlds walk fast here: a paper nobody reads in a test is its sheet's canonical bytes, not a rendered page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from documents.papers.sheets import Sheet, canonical
from tests.worlds import KAIXIN, World, funded
from tranches.models import Tranche
from tranches.services.instruction.instructions import LineSpec

NAMES = {
    'name = "Zhejiang Kaixin Auto Co., Ltd."': 'name = "Zhejiang Kaixin Auto Co., Ltd."\nname_zh = "浙江示例汽车有限公司"',
    'name = "Fangle Lai"': 'name = "Fangle Lai"\nname_zh = "方示例"',
}
"""Chinese names; the deal file gives none because its source gives none."""

DealWith = Callable[[dict[str, str]], Path]


def quick(sheet: Sheet) -> bytes:
    return b"%PDF-1.7\n" + canonical(sheet)


@pytest.fixture
def quick_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("documents.papers.render.render", quick)


@pytest.fixture
def deal_with(tmp_path: Path) -> DealWith:
    """Write the sample deal file with some of its text replaced."""

    def write(changes: dict[str, str]) -> Path:
        text = KAIXIN.read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "deal.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def named(db: None, quick_papers: None, deal_with: DealWith) -> World:
    """A funded simulation whose parties have Chinese names."""
    return funded(deal_with(NAMES), is_simulation=True)


@pytest.fixture
def third_year(named: World) -> World:
    """Years one and two are carried out; the report of year three is at hand, with an excess for year one."""
    named.play_year(1, 600_000_000, (2026, 12, 18))
    named.play_year(2, 732_000_000, (2027, 12, 20))
    named.day(2028, 12, 18)
    named.report(3, 900_000_000)
    return named


def one_share_less(world: World) -> list[LineSpec]:
    """Year three, and one share fewer for year one than the assessment gives."""
    first: Tranche = world.tranche(1)
    third: Tranche = world.tranche(3)
    return [LineSpec(third, "own", 3_000_000), LineSpec(first, "offset", 177_018, third)]


REASON = "The companies round each increment down by itself."
