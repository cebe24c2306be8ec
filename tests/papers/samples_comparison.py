"""A comparison of the readings as a sheet: the sample deal after year 3, one figure supposed."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from documents.papers.parts import Note
from tests.papers.samples_account import STATEMENT
from tranches.supposing.papers import ComparisonSheet, FigureUsed, QuestionGives, QuestionStated, ReadingGives

MILLION = 1_000_000

COMPARISON = ComparisonSheet(
    frame=STATEMENT.frame,
    to_lines=("The parties to the agreements",),
    dated_on=dt.date(2028, 12, 20),
    agreements=STATEMENT.agreements,
    instrument=STATEMENT.instrument,
    metric=STATEMENT.metric,
    figures=(
        FigureUsed(
            label="Tranche 1, year to 30 November 2026",
            label_zh="第 1 批，截至 2026 年 11 月 30 日年度",
            target=Fraction(665 * MILLION),
            actual=Fraction(600 * MILLION),
            base=3_000_000,
            agreed=2_883_785,
            recorded=True,
        ),
        FigureUsed(
            label="Tranche 2, year to 30 November 2027",
            label_zh="第 2 批，截至 2027 年 11 月 30 日年度",
            target=Fraction(732 * MILLION),
            actual=Fraction(732 * MILLION),
            base=3_000_000,
            agreed=3_000_000,
            recorded=True,
        ),
        FigureUsed(
            label="Tranche 3, year to 30 November 2028",
            label_zh="第 3 批，截至 2028 年 11 月 30 日年度",
            target=Fraction(805 * MILLION),
            actual=Fraction(900 * MILLION),
            base=3_000_000,
            agreed=3_000_000,
            recorded=False,
        ),
        FigureUsed(
            label="Tranche 4, year to 30 November 2029",
            label_zh="第 4 批，截至 2029 年 11 月 30 日年度",
            target=Fraction(885 * MILLION),
            actual=None,
            base=3_000_000,
            agreed=None,
            recorded=False,
        ),
        FigureUsed(
            label="Tranche 5, year to 30 November 2030",
            label_zh="第 5 批，截至 2030 年 11 月 30 日年度",
            target=Fraction(974 * MILLION),
            actual=None,
            base=3_000_000,
            agreed=0,
            recorded=False,
        ),
    ),
    total=8_883_785,
    extremes=(
        Note(text="The fewest shares are 8,706,766.", text_zh="最少为 8,706,766 股。", clause="SPA 5.2(2)"),
        Note(text="The most shares are 9,000,000.", text_zh="最多为 9,000,000 股。"),
    ),
    moving=(
        QuestionGives(
            question="Divide the excess by the target of which period?",
            question_zh="超额部分除以哪一期的目标？",
            clause="SPA 5.2(2)",
            open_words="Which year is meant is not said.",
            open_words_zh="未说明指哪一年度。",
            readings=(
                ReadingGives(
                    label="the year of the excess",
                    label_zh="超额年度",
                    total=8_883_785,
                    difference=0,
                    chosen=True,
                ),
                ReadingGives(
                    label="the year of the shortfall",
                    label_zh="差额年度",
                    total=8_921_052,
                    difference=37_267,
                    chosen=False,
                    by_tranche=("1: 2,921,052 (+37,267)",),
                ),
            ),
        ),
    ),
    still=(
        QuestionStated(
            question="Which earlier shortfall first?",
            question_zh="先抵补哪一期差额？",
            clause="SPA 5.2(2)",
            chosen="the oldest",
            chosen_zh="最早一期",
            others="the newest",
            others_zh="最近一期",
            hangs="nothing with these figures",
            open_words="The order is not said.",
        ),
    ),
    others=(
        QuestionStated(
            question="The fee of a broken year?",
            question_zh="不足一年的托管费？",
            clause="EA 4.4",
            chosen="each year begun in full",
            chosen_zh="不足一年按一年计",
            others="by days",
            others_zh="按日计",
            hangs="an amount of money",
        ),
    ),
    caution=(
        Note(
            text="No lawyer has confirmed these readings.",
            text_zh="上述解释未经律师确认。",
            clause="SPA 11.2",
        ),
    ),
    issued_by=STATEMENT.issued_by,
    figure_clauses="SPA 4.1, EA 3.1(a)",
    share_clauses="SPA 5.2(1), 5.2(2)",
)
