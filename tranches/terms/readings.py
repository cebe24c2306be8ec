"""Where the text is open: each question, the readings of it, and the one that is shipped (the first).

This is a table, not code: `settings.py` parses by it, pages print it. `changes` says what hangs on a reading:
`shares`, `dates`, `money`, `procedure` or `record` (only stated, no other reading is offered).
The shipped reading is the cautious one: what is kept can still be released, what was released cannot be called back.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Reading:
    """One possible answer: the value as it stands in a deal file, and what it says in both languages."""

    value: str
    label: str
    label_zh: str


@dataclass(frozen=True)
class Question:
    """One open question of the text. `kind` is `choice`, `rate` (exact number within bounds) or `day`.

    `name` is also the key by which the deal file says where the words stand (`AgreementTerms.clause`).
    """

    name: str
    question: str
    question_zh: str
    changes: str
    readings: tuple[Reading, ...]
    kind: str = "choice"
    above: Fraction | None = None
    at_least: Fraction | None = None
    at_most: Fraction | None = None

    @property
    def shipped(self) -> Reading:
        """The reading that holds where a deal file says nothing."""
        return self.readings[0]

    def reading(self, value: str) -> Reading:
        """The labels of a value; a number or date that is none of the named readings labels itself."""
        for reading in self.readings:
            if reading.value == value:
                return reading
        return Reading(value, value, value)

    @property
    def accepts(self) -> str:
        """What may stand there, for the sentence of a refusal."""
        if self.kind == "rate":
            lower = f"above {self.above}" if self.above is not None else f"of at least {self.at_least}"
            upper = f" and at most {self.at_most}" if self.at_most is not None else ""
            return f"a number {lower}{upper}"
        if self.kind == "day":
            return "a date such as 2031-01-29, or nothing"
        return " or ".join(reading.value for reading in self.readings)


def _ask(
    name: str, changes: str, question: str, question_zh: str, *readings: tuple[str, str, str]
) -> Question:
    return Question(name, question, question_zh, changes, tuple(Reading(*each) for each in readings))


def _rate(
    question: Question,
    *,
    above: Fraction | None = None,
    at_least: Fraction | None = None,
    at_most: Fraction | None = None,
) -> Question:
    return Question(
        question.name,
        question.question,
        question.question_zh,
        question.changes,
        question.readings,
        "rate",
        above,
        at_least,
        at_most,
    )


SHARES_QUESTIONS: tuple[Question, ...] = (
    _ask(
        "offset_denominator",
        "shares",
        "Divide the excess by the target of which period?",
        "超额部分除以哪一期的目标？",
        ("excess_period", "the year of the excess", "超额年度"),
        ("shortfall_period", "the year of the shortfall", "差额年度"),
    ),
    _ask(
        "offset_numerator",
        "shares",
        "Which amount is divided?",
        "以哪个金额作为被除数？",
        ("credited", "the credited part", "可抵补部分"),
        ("full_excess", "the full excess", "全部超额"),
    ),
    _ask(
        "offset_limit",
        "shares",
        "What is offset?",
        "抵补的对象是什么？",
        ("revenue", "the shortfall of the measured figure", "指标差额"),
        ("shares", "until the shares are restored", "直至股份恢复"),
    ),
    _rate(
        _ask(
            "excess_threshold",
            "shares",
            "From which excess on?",
            "超额达到多少方可抵补？",
            ("0", "any excess over the target", "任何超额"),
            ("0.5", "only above 50 % over the target", "仅超出目标百分之五十以上"),
        ),
        at_least=Fraction(0),
    ),
    _ask(
        "excess_base",
        "shares",
        "Which excess is meant?",
        "“该等超额”指哪一部分？",
        ("over_target", "all that is over the target", "超出目标的全部"),
        ("over_threshold", "only what is over the threshold", "仅超出门槛的部分"),
    ),
    _rate(
        _ask(
            "credit_rate",
            "shares",
            "How much of the excess is credited?",
            "超额中多少可用于抵补？",
            ("0.5", "one half", "一半"),
            ("1", "all of it", "全部"),
        ),
        above=Fraction(0),
        at_most=Fraction(1),
    ),
    _ask(
        "offset_order",
        "shares",
        "Which earlier shortfall first?",
        "先抵补哪一期差额？",
        ("oldest_first", "the oldest", "最早一期"),
        ("newest_first", "the newest", "最近一期"),
    ),
    _ask(
        "rounding",
        "shares",
        "Fractions of a share?",
        "不足一股的部分如何处理？",
        ("down", "down, on the cumulative entitlement", "按累计应得数向下取整"),
        ("half_up", "half up, on the cumulative entitlement", "按累计应得数四舍五入"),
        ("up", "up, on the cumulative entitlement", "按累计应得数向上取整"),
    ),
)

OTHER_QUESTIONS: tuple[Question, ...] = (
    _ask(
        "report_with_shortfall",
        "procedure",
        "Does a report with a shortfall count?",
        "载有差额的报告是否符合要求？",
        ("accepted", "yes, the deduction follows", "符合，并相应扣减"),
        ("needs_all_parties", "only with the consent of all parties", "须经全体当事人同意"),
    ),
    _ask(
        "report_standard",
        "record",
        "By which standard is the figure reported?",
        "报告采用何种准则？",
        ("as_reported", "recorded with the report and shown to the signers", "随报告记录并向签署人展示"),
    ),
    _ask(
        "simultaneously",
        "procedure",
        "When are the documents received simultaneously?",
        "何谓“同时收到”？",
        ("both_at_hand", "when both are at hand", "两份文件均已在手"),
        ("same_day", "when both come on the same day", "同一日收到"),
    ),
    _ask(
        "business_day",
        "record",
        "What is a business day?",
        "何为工作日？",
        (
            "every_calendar",
            "a day that is one in every calendar of the deal",
            "在全部约定日历中均为工作日之日",
        ),
    ),
    _ask(
        "provisional",
        "record",
        "A year whose official calendar is not out?",
        "官方日历尚未公布的年度？",
        ("shown", "the date is shown as provisional", "日期标示为暂定"),
    ),
    _ask(
        "day_counting",
        "record",
        "How are days counted?",
        "期间如何计算？",
        (
            "event_day_excluded",
            "from the day after the event to the end of the last day",
            "自次日起算，至末日终了",
        ),
    ),
    _ask(
        "roll",
        "dates",
        "A deadline on a closed day?",
        "期限届满日为非工作日时？",
        ("following", "the next business day", "顺延至下一工作日"),
        ("none", "the day itself", "不顺延"),
    ),
    _ask(
        "penalty_start",
        "money",
        "From when does the penalty run?",
        "违约金自何时起算？",
        ("later_deadline", "from the later of both release deadlines", "自两项释放期限中较晚者起"),
        ("earlier_deadline", "from the earlier of both release deadlines", "自两项释放期限中较早者起"),
    ),
    _ask(
        "penalty_value",
        "money",
        "Which market value?",
        "以哪一日市值计算？",
        ("each_day", "closing price of each day of delay", "每一迟延日收盘价"),
        ("due_day", "closing price of the due day", "到期日收盘价"),
    ),
    _ask(
        "penalty_cap",
        "money",
        "The cap is taken of which value?",
        "上限以何日市值计算？",
        ("that_day", "the market value on that day", "当日市值"),
        ("due_day", "the market value on the due day", "到期日市值"),
    ),
    _ask(
        "expiry",
        "dates",
        "When does the agreement expire?",
        "协议何时期满？",
        ("all_settled", "when the last tranche is settled and nothing is open", "最后一批结清且无未决事项时"),
        ("last_year_end", "at the end of the last assessment year", "最后考核年度终了时"),
        ("agreed_date", "on a date agreed", "约定之日"),
    ),
    Question(
        "expiry_on",
        "The date of expiry agreed?",
        "约定的期满日？",
        "dates",
        (Reading("", "none agreed", "未约定"),),
        "day",
    ),
    _ask(
        "return_procedure",
        "record",
        "How are kept shares returned for cancellation?",
        "留存股份如何退回注销？",
        (
            "joint_instruction",
            "on a joint instruction, with notice to the seller; return and cancellation confirmed separately",
            "依共同指示并通知卖方；退回与注销分别确认",
        ),
    ),
    _ask(
        "kept_rights",
        "procedure",
        "Whose are dividends and votes of kept shares?",
        "留存股份的股息及表决权归谁？",
        ("until_out_of_escrow", "the seller's until they leave escrow", "离开托管前归卖方"),
        ("until_assessment_end", "the seller's until the assessment period ends", "考核期终了前归卖方"),
    ),
    _ask(
        "split",
        "record",
        "Shares received in a split?",
        "拆股所得股份？",
        ("joins", "join the escrow pro rata", "按比例并入托管"),
    ),
    _ask(
        "scrip_dividend",
        "procedure",
        "Shares received as a dividend?",
        "以股份支付的股息？",
        ("to_seller", "go to the seller", "归卖方"),
        ("joins", "join the escrow", "并入托管"),
    ),
    _ask(
        "fee_payer",
        "money",
        "Who pays the escrow fee?",
        "托管费由谁支付？",
        ("undecided", "not decided", "未定"),
        ("issuer", "the issuer", "发行人"),
        ("purchaser", "the purchaser", "买方"),
        ("seller", "the seller", "卖方"),
    ),
    _ask(
        "fee_broken_year",
        "money",
        "The fee of a broken year?",
        "不足一年的托管费？",
        ("full_year", "each year begun in full", "不足一年按一年计"),
        ("by_days", "by days", "按日计"),
    ),
    _ask(
        "release_costs",
        "money",
        "Who bears the costs of a release?",
        "释放费用由谁承担？",
        ("recipient", "the recipient", "接收方"),
        ("each_own", "each party its own", "各自承担"),
    ),
    _ask(
        "share_count",
        "record",
        "Is the total a number of shares or an amount of money?",
        "总额指股数还是金额？",
        ("number_of_shares", "a number of shares, as both agreements say", "股数，与两份协议一致"),
    ),
)

QUESTIONS: tuple[Question, ...] = SHARES_QUESTIONS + OTHER_QUESTIONS
