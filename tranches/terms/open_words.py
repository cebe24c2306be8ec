"""Which words of which clause leave each question open, said in our own words, in both languages.

The contract's sentences are not repeated: whoever wants them reads the clause. One entry for every question of
`readings.QUESTIONS`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class OpenWords(NamedTuple):
    """What the text leaves open, in English and Chinese."""

    text: str
    text_zh: str


_OPEN = {
    "offset_denominator": (
        "The additional shares are worked out with the target of one period; the text does not say whether that is the year "
        "of the excess or the year that fell short.",
        "计算额外股份时以某一期目标为除数，文本未说明是超额年度还是差额年度。",
    ),
    "offset_numerator": (
        "One sentence lets half of the excess count, the next divides the excess and does not mention the half again.",
        "前一句允许超额的一半用于抵补，后一句计算时只提超额，未再提及一半。",
    ),
    "offset_limit": (
        "What is made good is named as a shortfall of the figure; whether it ends there or when the shares are whole again "
        "is not said.",
        "所抵补者称为指标差额；至差额抵完为止，还是至股份复原为止，未予说明。",
    ),
    "excess_threshold": (
        "The agreement lets any excess count; the public summary speaks of a year that is more than half above its target.",
        "协议允许任何超额计入；公开摘要则称须超出目标逾半。",
    ),
    "excess_base": (
        "If only a large excess counts, the summary does not say whether all of it counts or only the part above the line.",
        "若仅大额超额可计入，摘要未说明是全部超额还是仅门槛以上部分。",
    ),
    "credit_rate": (
        "The agreement credits half of the excess, the summary says nothing of a half.",
        "协议规定抵补超额的一半，摘要未提及一半。",
    ),
    "offset_order": (
        "Any earlier year may be made good; which of several comes first is not said.",
        "可抵补任一以前年度；多个年度并存时先后次序未予说明。",
    ),
    "rounding": (
        "The formula gives fractions of a share; no clause says what becomes of them.",
        "公式会得出不足一股的数额，条款未规定如何处理。",
    ),
    "report_with_shortfall": (
        "The condition for a release speaks of a report that the target is reached; the reduced release of a short year "
        "presupposes that any report will do.",
        "释放条件所称报告系确认达标；而差额年度的减额释放则以任何报告均可为前提。",
    ),
    "report_standard": (
        "Only the summary calls the figure audited; accounting standard and consolidation are named nowhere.",
        "仅摘要称数额经审计；会计准则与合并范围均未规定。",
    ),
    "simultaneously": (
        "Both documents are asked for at one time; whether they must come together or only be there together is not said.",
        "两份文件须同时具备；是须一并送达，还是仅须同在手中，未予说明。",
    ),
    "business_day": (
        "Periods run in business days without naming the place whose calendar counts.",
        "期间按工作日计算，但未指明适用何地日历。",
    ),
    "provisional": (
        "A period may run into a year whose public holidays are not announced yet.",
        "期间可能跨入节假日尚未公布的年度。",
    ),
    "day_counting": (
        "How the first and the last day of a period count, and by which clock, is left to the law.",
        "期间首日与末日如何计算、以何地时间为准，均留待法律规定。",
    ),
    "roll": (
        "The text does not say what happens when the last of the calendar days is no business day.",
        "末日为非工作日时如何处理，文本未规定。",
    ),
    "penalty_start": (
        "Two periods for a release stand side by side; from which of them delay is counted is not said.",
        "释放期限有两项并存，自哪一项起算迟延未予说明。",
    ),
    "penalty_value": (
        "A market value is asked for, the day on which it is taken is not.",
        "以市值计算，但未指明以何日为准。",
    ),
    "penalty_cap": (
        "The limit is a share of a market value too, again without its day.",
        "上限亦按市值计，同样未指明何日。",
    ),
    "expiry": (
        "Deducted shares go back when the agreement ends; no clause says when it ends.",
        "扣减股份于协议期满时退回，但无条款规定何时期满。",
    ),
    "expiry_on": (
        "The parties may agree on a date for that end; none is written.",
        "当事人可另行约定期满日；文本未载明。",
    ),
    "return_procedure": (
        "That the shares go back is written; by whose word and on which paper is not.",
        "规定股份应退回，但未规定凭何人指示、何种文件。",
    ),
    "kept_rights": (
        "Dividends and votes are the seller's during the escrow in the agreements, during the assessment period in the summary; "
        "deducted shares are in escrow but no longer his to earn.",
        "协议规定托管期间股息及表决权归卖方，摘要则称考核期间；扣减股份仍在托管，但已非其所能取得。",
    ),
    "split": (
        "No clause speaks of new shares that come from a split.",
        "无条款涉及拆股所生新股。",
    ),
    "scrip_dividend": (
        "Dividends are the seller's; whether that holds for one paid in shares is not said.",
        "股息归卖方；以股份支付者是否相同，未予说明。",
    ),
    "fee_payer": (
        "The agent may charge a fee; who owes it is not said.",
        "代理人可收取费用，但未规定由谁承担。",
    ),
    "fee_broken_year": (
        "The fee is by the year; what a part of a year costs is not said.",
        "费用按年计；不足一年者未予规定。",
    ),
    "release_costs": (
        "One agreement puts the costs of a transfer on the recipient, the other on each party for itself.",
        "一份协议规定转让费用由接收方承担，另一份则规定各自承担。",
    ),
    "share_count": (
        "The summary prints the number with a currency sign, the agreements print it as shares.",
        "摘要所印数字带货币符号，两份协议则为股数。",
    ),
}

OPEN_WORDS: MappingProxyType[str, OpenWords] = MappingProxyType(
    {name: OpenWords(*texts) for name, texts in _OPEN.items()}
)
