"""What differs between two versions of the terms, term by term, in words (SPA 5.3, 11.2).

Every term has a key, a label in both languages, the clause it stands under and its value as text. Two versions differ where a
text differs or stands in one of them only, so nothing that can be agreed can change unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tranches.terms.agreement_terms import AgreementTerms, PartyTerms, TrancheTerms
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.readings import QUESTIONS
from tranches.terms.sums.figures import grouped_decimal, percent

NONE = "–"
_PERIODS = (
    ("deposit_business_days", "Deposit within", "存入期限", "deposit", "business days", "个营业日"),
    (
        "release_calendar_days",
        "Release within, from the year’s end",
        "释放期限（自年度终了）",
        "release",
        "days",
        "日",
    ),
    (
        "transfer_business_days",
        "Transfer within, from the last document",
        "过户期限（自最后文件）",
        "transfer",
        "business days",
        "个营业日",
    ),
    (
        "notice_calendar_days",
        "A notice by courier is received",
        "快递通知视为送达",
        "notices",
        "days after its sending",
        "日（自寄出）",
    ),
)


@dataclass(frozen=True)
class Term:
    """One term in words. `words_zh` only where the words are sentences of ours, not figures, dates or names."""

    key: str
    label: str
    label_zh: str
    clause: str
    words: str
    words_zh: str = ""


@dataclass(frozen=True)
class TermChange:
    """One term that changes: from what to what. A term that one version does not have reads `–` there."""

    key: str
    label: str
    label_zh: str
    clause: str
    was: str
    now: str
    was_zh: str = ""
    now_zh: str = ""

    def to_plain(self) -> dict[str, str]:
        """Plain data, as an amendment's content keeps it."""
        return dict(vars(self))


def changes_between(old: AgreementTerms, new: AgreementTerms) -> tuple[TermChange, ...]:
    """Every term that differs, in the order of the terms; those that only the old version has come last."""
    before, after = _by_key(old), _by_key(new)
    keys = [*after, *(key for key in before if key not in after)]
    found = []
    for key in keys:
        was, now = before.get(key), after.get(key)
        if (was.words if was else None) == (now.words if now else None):
            continue
        told = now or was
        if told is not None:
            found.append(
                TermChange(
                    key,
                    told.label,
                    told.label_zh,
                    told.clause,
                    was.words if was else NONE,
                    now.words if now else NONE,
                    was.words_zh if was else "",
                    now.words_zh if now else "",
                )
            )
    return tuple(found)


def _by_key(terms: AgreementTerms) -> Mapping[str, Term]:
    return {term.key: term for term in _terms(terms)}


def _terms(terms: AgreementTerms) -> Iterator[Term]:
    yield Term("reference", "Reference", "编号", "", terms.reference)
    yield Term("title", "Title", "名称", "", terms.title)
    yield Term("effective_on", "Effective date of the agreements", "协议生效日", "", _day(terms.effective_on))
    for paper in terms.agreements:
        words = ", ".join(filter(None, (paper.title, paper.title_zh, _day(paper.dated_on), paper.note)))
        yield Term(f"agreements.{paper.code}", f"Agreement {paper.code}", f"协议 {paper.code}", "", words)
    instrument = ", ".join(filter(None, vars(terms.instrument).values()))
    yield Term("instrument", "Instrument", "证券", "", instrument)
    yield Term(
        "total_shares", "Shares in all", "股份总数", terms.clause("deposit"), f"{terms.total_shares:,}"
    )
    for party in terms.parties:
        yield from _party(terms, party)
    for tranche in terms.tranches:
        yield from _tranche(terms, tranche)
    yield Term("offset.rule", "Rule of the offset", "抵补规则", terms.clause("offset"), _spaced(terms.offset))
    yield from _readings(terms)
    yield from _clocks(terms)
    yield from _transfer_agent(terms)
    yield from _money(terms)
    yield from _people(terms)
    yield from _checklist(terms)
    for name, clause in terms.clauses:
        yield Term(f"clauses.{name}", f"Clause on: {_spaced(name)}", f"条款：{name}", "", clause)


def _party(terms: AgreementTerms, party: PartyTerms) -> Iterator[Term]:
    name = f"Party {party.letter}" if party.letter else _spaced(party.part).capitalize()
    whole = ", ".join(
        filter(
            None,
            (
                party.name,
                party.name_zh,
                _spaced(party.part),
                party.kind,
                party.jurisdiction,
                party.registration,
                " ".join(party.address.split()),
            ),
        )
    )
    key = f"parties.{party.key}"
    yield Term(
        key,
        f"{name}, particulars",
        f"{party.letter} 方信息" if party.letter else "接收方信息" if party.recipient else "当事人信息",
        "",
        whole,
    )
    if party.recipient:
        clause = terms.clause("transfer")
        yield Term(f"{key}.recipient", f"{party.name} receives the shares", "股份接收方", clause, "yes", "是")


def _tranche(terms: AgreementTerms, tranche: TrancheTerms) -> Iterator[Term]:
    key, name, name_zh = f"tranches.{tranche.number}", f"Tranche {tranche.number}", f"第 {tranche.number} 批"
    target, release = terms.clause("target"), terms.clause("release")
    rules = "".join(f", {_spaced(label)} {grouped_decimal(value)}" for label, value in tranche.params)
    amount = f"{tranche.currency_label} {grouped_decimal(tranche.target)} ({tranche.currency})"
    metric = ", ".join(filter(None, (tranche.metric, tranche.metric_zh)))
    yield Term(f"{key}.shares", f"{name}, shares", f"{name_zh}，股数", release, f"{tranche.shares:,}")
    yield Term(
        f"{key}.starts_on", f"{name}, first day", f"{name_zh}，考核期首日", target, _day(tranche.starts_on)
    )
    yield Term(f"{key}.ends_on", f"{name}, last day", f"{name_zh}，考核期末日", target, _day(tranche.ends_on))
    yield Term(f"{key}.metric", f"{name}, measured by", f"{name_zh}，考核指标", target, metric)
    yield Term(f"{key}.target", f"{name}, target", f"{name_zh}，目标", target, amount)
    words = f"{_spaced(tranche.test)}; {_spaced(tranche.payout)}{rules}"
    yield Term(f"{key}.rules", f"{name}, test and payout", f"{name_zh}，测试与释放规则", release, words)


def _readings(terms: AgreementTerms) -> Iterator[Term]:
    for question in QUESTIONS:
        chosen = terms.settings.chosen(question.name)
        words = chosen.label or NONE
        yield Term(
            f"settings.{question.name}",
            question.question,
            question.question_zh,
            terms.clause(question.name),
            words,
            chosen.label_zh if chosen.label_zh != chosen.label else "",
        )


def _clocks(terms: AgreementTerms) -> Iterator[Term]:
    clocks, calendar = terms.deadlines, terms.calendar
    yield Term("time_zone", "Time zone", "时区", "", terms.time_zone)
    yield Term("calendar.codes", "Business calendars", "营业日历", "", ", ".join(calendar.codes))
    for day in calendar.corrections:
        word = ("a business day", "营业日") if day.business_day else ("closed", "非营业日")
        label = f"Calendar, {_day(day.on)}"
        yield Term(
            f"calendar.{day.on.isoformat()}",
            label,
            f"日历 {day.on.isoformat()}",
            "",
            f"{word[0]}, {day.source}",
        )
    for name, label, label_zh, clause, unit, unit_zh in _PERIODS:
        days = getattr(clocks, name)
        yield Term(
            f"deadlines.{name}", label, label_zh, terms.clause(clause), f"{days} {unit}", f"{days} {unit_zh}"
        )


def _transfer_agent(terms: AgreementTerms) -> Iterator[Term]:
    rules, clause = terms.transfer_agent, terms.clause("position")
    for name, label, label_zh, days in (
        (
            "answer",
            "The transfer agent’s answer is asked after within",
            "催询过户代理人答复期限",
            rules.answer_business_days,
        ),
        (
            "break",
            "A break of the position is explained within",
            "持仓差异说明期限",
            rules.break_business_days,
        ),
    ):
        yield Term(
            f"transfer_agent.{name}", label, label_zh, clause, f"{days} business days", f"{days} 个营业日"
        )
    age = rules.position_max_age_days
    yield Term(
        "transfer_agent.age",
        "A position is not older than",
        "持仓证明有效期",
        clause,
        f"{age} days",
        f"{age} 日",
    )


def _money(terms: AgreementTerms) -> Iterator[Term]:
    if terms.fee is not None:
        amount = grouped_decimal(Fraction(terms.fee.amount_minor, 10 ** MINOR_PLACES[terms.fee.currency]))
        clause = terms.clause("fee")
        yield Term("fee", "Escrow fee, a year", "每年托管费", clause, f"{terms.fee.currency} {amount}")
    if terms.penalty is not None:
        penalty, clause = terms.penalty, terms.clause("penalty")
        yield Term("penalty.rate", "Penalty, a day", "每日违约金", clause, percent(penalty.rate_per_day))
        yield Term("penalty.cap", "Penalty, at most", "违约金上限", clause, percent(penalty.cap))
        yield Term("penalty.currency", "Penalty, currency", "违约金币种", clause, penalty.currency)
        debtors = ", ".join(_spaced(part) for part in penalty.debtors)
        yield Term("penalty.debtors", "Penalty, owed by", "违约金义务人", clause, debtors or NONE)


def _people(terms: AgreementTerms) -> Iterator[Term]:
    signing, clause = terms.signing, terms.clause("instruction")
    parts = " and ".join(_spaced(part) for part in signing.joint_instruction)
    yield Term("signing.joint_instruction", "The joint instruction is given by", "共同指示由", clause, parts)
    yield Term(
        "signing.firm_approval",
        "The accounting firm is approved by",
        "会计师事务所由其认可",
        terms.clause("report"),
        _spaced(signing.firm_approval),
    )
    yield Term(
        "signing.same_person",
        "One person may sign for both",
        "同一人可代表双方签署",
        clause,
        signing.same_person,
        "允许" if signing.same_person_allowed else "不允许",
    )
    yield Term(
        "signing.portal_consent",
        "Signing in the portal is agreed in the terms",
        "条款已同意门户签署",
        clause,
        "yes" if signing.portal_consent else "no",
        "是" if signing.portal_consent else "否",
    )
    yield Term(
        "authorising_persons",
        "Persons of the escrow agent who authorise a release",
        "授权释放的托管代理人员人数",
        terms.clause("transfer"),
        str(terms.authorising_persons),
    )


def _checklist(terms: AgreementTerms) -> Iterator[Term]:
    for item in terms.checklist:
        age = f", not older than {item.max_age_days} days" if item.max_age_days is not None else ""
        yield Term(
            f"checklist.{item.key}",
            f"Checklist: {item.label}",
            f"核对项：{item.label_zh or item.label}",
            item.clause,
            ", ".join(filter(None, (item.label, item.label_zh, f"by a {item.evidence}{age}", item.clause))),
        )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _spaced(code: str) -> str:
    return code.replace("_", " ")
