"""The joint written instruction on paper, or the one that carries out a settlement, award or judgment (EA 3.1(b), 3.3).

Whatever is signed is printed from `Instruction.content`, field by field, never from a row that could have moved since.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from documents.papers.parts import DocumentRelied, Note, Reading, Recipient, Step
from documents.papers.words import date_in_chinese, date_in_english, digest_groups
from tranches.models import SIGNED, Instruction, Report
from tranches.papers import common, naming, returning
from tranches.papers.frame import frame_of
from tranches.papers.instruction_sheet import JointInstructionSheet
from tranches.papers.signers import approvals_of, blocks_of, check_of, printed_approval, signer_notes
from tranches.papers.working import derivation_for
from tranches.selectors.assessment.opinions import WORDS_ZH, opinion_words_of
from tranches.selectors.instruction.approvals import instructing_parties
from tranches.selectors.terms import read_terms
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.deal.settings import question_named

FIRST_VERSION = 1
"""An instruction's content never changes; another content is another instruction."""

_BASES = {
    Instruction.Basis.SETTLEMENT: ("Settlement signed by all parties", "各方签署的和解协议"),
    Instruction.Basis.AWARD: ("Arbitral award", "仲裁裁决"),
    Instruction.Basis.JUDGMENT: ("Judgment", "法院判决"),
}


def instruction_sheet(instruction: Instruction, *, executed: bool, now: datetime) -> JointInstructionSheet:
    """The proposal that is read and signed, or with `executed` the certificate of who approved it.

    Raises ValueError where an executed joint instruction has no standing approval, or an approval names another digest.
    """
    agreement, content = instruction.agreement, instruction.content
    terms = terms_signed(instruction)
    joint = content["basis"] in SIGNED
    approvals = approvals_of(instruction) if executed and joint else []
    paper = None if joint else governing_paper(instruction)
    instructing = content["instructing"]
    names_zh = {entry.part: entry.party.name_zh for entry in instructing_parties(instruction)}
    lines = tuple(
        common.line_of(
            terms,
            tranche=line["tranche"],
            origin=line["origin"],
            offset_by=line["offset_by"],
            shares=line["shares"],
            computed=line["computed"],
        )
        for line in content["lines"]
    )
    agent = naming.agent_in(agreement)
    return JointInstructionSheet(
        frame=frame_of(
            agreement, reference=f"{agreement.reference}/{instruction}", now=now, but=(naming.AGENT,)
        ),
        to_lines=(content["escrow_agent"], *naming.address_lines(agent)[1:]),
        instruction_reference=str(instruction),
        version=FIRST_VERSION,
        dated_on=date.fromisoformat(content["dated_on"]),
        agreements=common.agreements_of(terms),
        instrument=common.instrument_signed(instruction),
        instructing=" and ".join(naming.with_letter(each["name"], each["letter"]) for each in instructing),
        instructing_zh=" 与 ".join(
            naming.with_letter_zh(names_zh.get(each["part"]) or each["name"], each["letter"])
            for each in instructing
        ),
        lines=lines,
        content_digest=instruction.digest,
        time_zone=terms.time_zone,
        basis="joint_instruction" if joint else content["basis"],
        for_cancellation=instruction.is_return,
        basis_document=paper,
        recipient=recipient_of(instruction, terms),
        documents=reports_relied(instruction) if joint else (),
        readings=readings_of(content, terms),
        steps=steps_of(instruction) if joint else (),
        difference_reason=difference_reason(content),
        difference_clause=terms.clause("documents_govern"),
        notes=(
            *signer_notes(approvals, terms),
            *report_notes(content, terms),
            *basis_notes(content),
        ),
        signature_blocks=() if executed or not joint else blocks_of(instruction),
        executed=executed,
        check=check_of(instruction) if executed and not joint else None,
        approvals=tuple(printed_approval(approval) for approval in approvals),
        release_clauses=release_clauses(instruction, terms),
        basis_clauses=terms.clause("settlement"),
        recipient_clauses=terms.clause("return" if instruction.is_return else "transfer"),
    )


def release_clauses(instruction: Instruction, terms: AgreementTerms) -> str:
    """The clauses the instruction rests on."""
    if instruction.is_return:
        return terms.cited("return", "instruction")
    return terms.cited("instruction" if instruction.is_signed else "settlement", "transfer")


def terms_signed(instruction: Instruction) -> AgreementTerms:
    """The version of the terms that the content names: a later amendment does not change a paper (SPA 11.2)."""
    version = instruction.agreement.terms_versions.get(number=instruction.content["terms"]["version"])
    return read_terms(version.content)


def recipient_of(instruction: Instruction, terms: AgreementTerms) -> Recipient:
    """Who receives the shares and where, as the content says it, and who bears the costs by the terms."""
    if instruction.is_return:
        return returning.issuer_of(instruction, terms)
    signed = instruction.content["recipient"]
    entry = instruction.recipient
    costs = terms.settings.chosen("release_costs")
    clause = terms.clause("costs")
    return Recipient(
        name=signed["name"],
        name_zh=entry.party.name_zh,
        capacity=", ".join(
            filter(None, (naming.part_name(entry.part), naming.letter_name(signed["letter"])))
        ),
        capacity_zh="，".join(
            filter(None, (naming.part_name_zh(entry.part), naming.letter_name_zh(signed["letter"])))
        ),
        delivery=signed["delivery_account"] or "no account was on the register when this was prepared",
        delivery_zh="" if signed["delivery_account"] else "编制时登记册上无交割账户",
        fees=f"borne by {costs.label}" + (f" ({clause})" if clause else ""),
        fees_zh=f"由{costs.label_zh}承担".replace("承担承担", "承担"),
    )


def reports_relied(instruction: Instruction) -> tuple[DocumentRelied, ...]:
    """The reports of the years whose figures the lines rest on, as they stood when the instruction was prepared.

    One that was ahead of its report rests on the one that came. An instruction on a governing paper rests on that paper alone.
    """
    lines = instruction.content["lines"]
    numbers = {line["tranche"] for line in lines} | {line["offset_by"] for line in lines if line["offset_by"]}
    at = None if instruction.content.get("awaits_report") else instruction.prepared_at
    reports = common.reports_on(instruction.agreement, numbers, at=at)
    return tuple(common.report_relied(report, common.mark(place)) for place, report in enumerate(reports))


def governing_paper(instruction: Instruction) -> DocumentRelied:
    """The settlement, award or judgment that stands in for the joint instruction, as the content names it."""
    facts: Mapping[str, Any] = instruction.content["governing_paper"]
    title, title_zh = _BASES[Instruction.Basis(instruction.content["basis"])]
    dated = date.fromisoformat(facts["dated_on"])
    parts = [f"{title} of {date_in_english(dated)}", facts["forum"], facts["case"]]
    if facts["signed_by"]:
        parts.append("signed by " + ", ".join(naming.letter_name(letter) for letter in facts["signed_by"]))
    return DocumentRelied(
        mark=common.mark(0),
        title=", ".join(part for part in parts if part),
        title_zh=f"{date_in_chinese(dated)}{title_zh}",
        received_on=date.fromisoformat(facts["received_on"]),
        digest=facts["sha256"],
    )


def readings_of(content: Mapping[str, Any], terms: AgreementTerms) -> tuple[Reading, ...]:
    """The readings that the signers agree to; the content names them only when a line rests on an offset."""
    found = []
    for name, value in content["readings"].items():
        question = question_named(name)
        chosen = question.reading(value)
        found.append(
            Reading(
                question=question.question,
                question_zh=question.question_zh,
                chosen=chosen.label,
                chosen_zh=chosen.label_zh,
                clause=terms.clause(name),
            )
        )
    return tuple(found)


def steps_of(instruction: Instruction) -> tuple[Step, ...]:
    """How the computed figures of the lines came about; nothing where nothing was assessed."""
    if instruction.assessment is None:
        return ()
    return derivation_for(instruction.assessment, instruction.content["lines"])


def difference_reason(content: Mapping[str, Any]) -> str:
    """The reason given; for a governing paper, that its quantity governs."""
    if content["difference_reason"] or content["basis"] in SIGNED:
        return str(content["difference_reason"])
    return "the quantity is fixed by the governing paper"


def report_notes(content: Mapping[str, Any], terms: AgreementTerms) -> tuple[Note, ...]:
    """What is signed about the reports: an opinion that is not unqualified, or that the report was still to come."""
    clause = terms.clause("report")
    notes = []
    for entry in content.get("opinions", ()):
        opinion = Report.Opinion(entry["opinion"])
        words, name = opinion_words_of(opinion), naming.tranche_name(entry["tranche"])
        notes.append(
            Note(
                text=f"The accountant’s report on {name} carries {words}. Whoever signs acknowledges it.",
                text_zh=f"关于{naming.tranche_name_zh(entry['tranche'])}的会计师报告载有{WORDS_ZH[opinion]}。签署人确认知悉。",
                clause=clause,
            )
        )
    for number in content.get("awaits_report", ()):
        notes.append(
            Note(
                text=f"Prepared before the accountant’s report on {naming.tranche_name(number)} was at hand, so nothing is computed. "
                "It takes effect when that report is received and gives the quantity instructed, with an unqualified opinion; "
                "otherwise every approval of it is void.",
                text_zh=f"本指示编制时尚未收到关于{naming.tranche_name_zh(number)}的会计师报告，故无计算数。"
                "待收到该报告、其数量与指示数一致且为无保留意见时生效；否则全部批准失效。",
                clause=terms.clause("instruction"),
            )
        )
    return tuple(notes)


def basis_notes(content: Mapping[str, Any]) -> tuple[Note, ...]:
    """What else is signed: a reason no line shows, the assessment and the terms, each by its digest."""
    notes = []
    shown = any(line["computed"] not in (None, line["shares"]) for line in content["lines"])
    if content["difference_reason"] and not shown:
        notes.append(
            Note(
                text=f"The lines are not those the assessment proposes. Reason: {content['difference_reason']}",
                text_zh="各项与评估所建议者不同，理由见左。",
            )
        )
    if assessment := content["assessment"]:
        number, digest = assessment["number"], digest_groups(assessment["digest"])
        joint = content["basis"] in SIGNED
        does = "Computed by" if joint else "The quantity does not follow the assessment then on file:"
        does_zh = "计算依据" if joint else "数量不依当时之评估"
        notes.append(
            Note(
                text=f"{does} assessment {number}, SHA-256 {digest}.",
                text_zh=f"{does_zh}：第 {number} 号评估，摘要见左。",
            )
        )
    version, digest = content["terms"]["version"], digest_groups(content["terms"]["digest"])
    notes.append(
        Note(
            text=f"Terms of agreement {content['agreement']}, version {version}, SHA-256 {digest}.",
            text_zh=f"协议条款：{content['agreement']} 第 {version} 版，摘要见左。",
        )
    )
    return tuple(notes)
