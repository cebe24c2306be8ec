"""What a statement shows as held back and as waiting for somebody."""

from django.db.models import Prefetch

from documents.papers.words import date_in_english, money
from documents.sentences import large
from tranches.models import (
    DeliveryStop,
    DisputeNotice,
    DisputeStage,
    EscrowAgreement,
    Hold,
    Instruction,
    InstructionState,
    Posting,
    Release,
    ReleaseState,
    Tranche,
    TrancheState,
)
from tranches.papers.naming import TRANSFER_AGENT, full_name, part_name, tranche_name, tranche_name_zh
from tranches.papers.statement_sheet import Hold as HeldBack
from tranches.papers.statement_sheet import OpenMatter
from tranches.selectors.assessment.assessments import OPEN_STATES
from tranches.selectors.delivery.delivery import standing_stops, stops_standing
from tranches.selectors.delivery.dispositions import open_then
from tranches.selectors.dispute.disputes import open_damages, open_stages, stage_words
from tranches.selectors.dispute.holds import carried_holds, proposed_holds, standing_holds
from tranches.selectors.instruction.approvals import parts_signed_then
from tranches.selectors.ledger.as_of import AsOf, in_states, state_then
from tranches.selectors.release.confirmed import standing_of
from tranches.terms.agreement_terms import AgreementTerms
from tranches.terms.currencies import MINOR_PLACES

_GROUNDS_ZH = {
    Hold.Ground.DISPUTE: "数量争议",
    Hold.Ground.SUSPENSION: "发行人中止释放",
    Hold.Ground.COURT_ORDER: "法院命令",
    Hold.Ground.CONFLICT: "指示相互冲突",
}


_NOTICES_ZH = {DisputeNotice.Kind.OBJECTION: "异议", DisputeNotice.Kind.CONTRARY: "相反指示"}


def holds_of(agreement: EscrowAgreement, terms: AgreementTerms, seen: AsOf) -> tuple[HeldBack, ...]:
    """The holds that stood then: confirmed by a second person and not lifted."""
    found = []
    holds = list(standing_holds(agreement, seen).select_related("tranche").order_by("number"))
    carried = carried_holds(agreement, [hold.pk for hold in holds if hold.shares is not None], seen)
    for hold in holds:
        number, whole = hold.tranche.number, hold.shares is None
        found.append(
            HeldBack(
                label=tranche_name(number).capitalize() if whole else f"Part of {tranche_name(number)}",
                label_zh=tranche_name_zh(number) if whole else f"{tranche_name_zh(number)}之一部",
                ground=hold.get_ground_display(),
                ground_zh=_GROUNDS_ZH[Hold.Ground(hold.ground)],
                opened_on=hold.opened_on,
                shares=carried.get(hold.pk, hold.shares),
                reference=f"hold {hold.number}",
                clause=terms.clause("suspension" if hold.ground == Hold.Ground.SUSPENSION else "dispute"),
            )
        )
    return (*found, *_stops(agreement, terms, seen))


def _stops(agreement: EscrowAgreement, terms: AgreementTerms, seen: AsOf) -> list[HeldBack]:
    """What befell the recipient and keeps shares from him."""
    return [
        HeldBack(
            label="Everything to the recipient" if each.shares is None else "Of what goes to the recipient",
            label_zh="应交付接收方之全部股份" if each.shares is None else "应交付接收方之股份",
            ground=each.stop.get_ground_display(),
            ground_zh=_STOPS_ZH[DeliveryStop.Ground(each.stop.ground)],
            opened_on=each.stop.received_on,
            shares=each.shares,
            reference=str(each.stop),
            clause=terms.clause("disposition"),
        )
        for each in stops_standing(agreement, seen)
    ]


_STOPS_ZH = {
    DeliveryStop.Ground.DEATH: "接收方身故",
    DeliveryStop.Ground.ASSIGNMENT: "接收方转让",
    DeliveryStop.Ground.ATTACHMENT: "法院或债权人扣押",
}
States = dict[tuple[str, str], str]
UNDER_WAY = (ReleaseState.AUTHORISED, ReleaseState.SENT)


def open_matters_of(
    agreement: EscrowAgreement, terms: AgreementTerms, seen: AsOf, states: States
) -> tuple[OpenMatter, ...]:
    """Everything that waited then, and for whom: letters, instructions, reports without one, objections, holds."""
    return (
        *_letters(agreement, terms, seen, states),
        *_instructions(agreement, terms, seen, states),
        *_reports(agreement, terms, states),
        *_objections(agreement, terms, seen, states),
        *_holds(agreement, terms, seen),
        *_disputes(agreement, terms, seen),
        *_claims(agreement, terms, seen),
        *_ways(agreement, terms, seen),
    )


def _ways(agreement: EscrowAgreement, terms: AgreementTerms, seen: AsOf) -> list[OpenMatter]:
    """Dispositions under way, and stops of the delivery that wait for their end."""
    agent, clause = part_name("escrow_agent"), terms.clause("disposition")
    found = []
    for row in open_then(agreement, seen):
        what, what_zh = ("Hand-over", "移交") if row.is_handover else ("Legal disposition", "法律处置")
        found.append(OpenMatter(text=f"{what} {row}", text_zh=f"{what_zh} {row}", who=agent, clause=clause))
    for stop in standing_stops(agreement, seen):
        found.append(
            OpenMatter(
                text=f"End of {stop} of the delivery to the recipient",
                text_zh=f"解除对接收方交付之第 {stop.number} 号停止",
                who="who takes the recipient’s place" if stop.needs_details else "the court or creditor",
                clause=clause,
            )
        )
    return found


def _letters(
    agreement: EscrowAgreement, terms: AgreementTerms, seen: AsOf, states: States
) -> list[OpenMatter]:
    """Letters to be sent or answered; of one that is answered in part, how much was confirmed by then and how much was open."""
    then = Prefetch("lines__postings", Posting.objects.filter(seen.where()))
    releases = Release.objects.filter(agreement=agreement).select_related("agreement").prefetch_related(then)
    releases = releases.order_by("number")
    found = []
    for release in in_states(releases, states, "release", UNDER_WAY):
        sent = state_then(release, states, "release") == ReleaseState.SENT
        standing = standing_of(release)
        far = f" ({standing.words})" if standing.delivered else ""
        far_zh = (
            f"（已确认 {standing.confirmed:,} 股，尚余 {standing.open:,} 股）" if standing.delivered else ""
        )
        found.append(
            OpenMatter(
                text=f"Answer of the transfer agent to {release}{far}"
                if sent
                else f"Letter {release} is to be sent",
                text_zh=f"过户代理人对 {release} 的答复{far_zh}" if sent else f"待寄出转让指示 {release}",
                who=part_name(TRANSFER_AGENT) if sent else part_name("escrow_agent"),
                clause=terms.clause("transfer"),
                due_on=release.due_on,
            )
        )
    return found


def _instructions(
    agreement: EscrowAgreement, terms: AgreementTerms, seen: AsOf, states: States
) -> list[OpenMatter]:
    instructions = (
        Instruction.objects.filter(agreement=agreement).select_related("agreement").order_by("number")
    )
    found = []
    for instruction in in_states(instructions, states, "instruction", OPEN_STATES):
        if in_states(instruction.releases.select_related("agreement"), states, "release", UNDER_WAY):
            continue
        clause = terms.clause("instruction" if instruction.is_signed else "settlement")
        state = state_then(instruction, states, "instruction")
        if state == InstructionState.SUBMITTED:
            given = parts_signed_then(instruction, seen)
            missing = [part_name(part) for part in terms.signing.joint_instruction if part not in given]
            text, text_zh, who = f"Approval of {instruction}", f"批准 {instruction}", " and ".join(missing)
            if not missing:  # signed ahead of its report (EA 3.1)
                text, text_zh, who = (
                    f"Accountant's report that {instruction} waits for",
                    f"{instruction} 所待之会计师报告",
                    "the accounting firm",
                )
                clause = terms.clause("report")
        elif state == InstructionState.APPROVED:
            text, text_zh, who = (
                f"Carrying out {instruction}",
                f"执行 {instruction}",
                part_name("escrow_agent"),
            )
            clause = terms.clause("transfer")
        else:
            text, text_zh, who = (
                f"{instruction} is being prepared",
                f"{instruction} 编制中",
                part_name("escrow_agent"),
            )
        found.append(OpenMatter(text=text, text_zh=text_zh, who=who, clause=clause))
    return found


def _reports(agreement: EscrowAgreement, terms: AgreementTerms, states: States) -> list[OpenMatter]:
    """Years whose report is at hand and that wait for their joint instruction."""
    instructions = Instruction.objects.filter(agreement=agreement).select_related("agreement")
    signing = (InstructionState.SUBMITTED, InstructionState.APPROVED)
    before_signers = [row.pk for row in in_states(instructions, states, "instruction", signing)]
    tranches = Tranche.objects.filter(agreement=agreement).select_related("agreement").order_by("number")
    waiting = in_states(
        tranches.exclude(instruction_lines__instruction__in=before_signers),
        states,
        "tranche",
        (TrancheState.REPORT_RECEIVED,),
    )
    who = " and ".join(part_name(part) for part in terms.signing.joint_instruction)
    return [
        OpenMatter(
            text=f"Joint written instruction for {tranche_name(tranche.number)}",
            text_zh=f"{tranche_name_zh(tranche.number)}之共同书面指示",
            who=who,
            clause=terms.clause("instruction"),
        )
        for tranche in waiting
    ]


def _objections(
    agreement: EscrowAgreement, terms: AgreementTerms, seen: AsOf, states: States
) -> list[OpenMatter]:
    """Objections that led to no hold, while the tranche is not released: nothing on record has answered them."""
    holds = Hold.objects.filter(seen.where("opened_on"), agreement=agreement, notice__isnull=False)
    notices = DisputeNotice.objects.filter(seen.where("received_on"), agreement=agreement).exclude(
        pk__in=holds.values("notice")
    )
    return [
        OpenMatter(
            text=f"{large(str(notice))} of {full_name(notice.party)} to {tranche_name(notice.tranche.number)}",
            text_zh=f"对{tranche_name_zh(notice.tranche.number)}的第 {notice.number} 号{_NOTICES_ZH[DisputeNotice.Kind(notice.kind)]}",
            who="all parties",
            clause=terms.clause("dispute"),
        )
        for notice in notices.select_related("tranche__agreement", "party__party").order_by("number")
        if state_then(notice.tranche, states, "tranche") != TrancheState.RELEASED
    ]


def _holds(agreement: EscrowAgreement, terms: AgreementTerms, seen: AsOf) -> list[OpenMatter]:
    found = [
        OpenMatter(
            text=f"A second person's answer to the proposed hold on {tranche_name(hold.tranche.number)}",
            text_zh=f"对{tranche_name_zh(hold.tranche.number)}拟议限制的第二人确认",
            who=part_name("escrow_agent"),
            clause=terms.clause("dispute"),
        )
        for hold in proposed_holds(agreement, seen).select_related("tranche").order_by("number")
    ]
    disputed = standing_holds(agreement, seen).select_related("tranche").order_by("number")
    return found + [
        OpenMatter(
            text=f"End of the hold on {tranche_name(hold.tranche.number)}",
            text_zh=f"解除对{tranche_name_zh(hold.tranche.number)}的限制",
            who="the parties, or the tribunal",
            clause=terms.clause("settlement"),
        )
        for hold in disputed
    ]


_STAGES_ZH = {DisputeStage.Stage.NEGOTIATION: "协商中", DisputeStage.Stage.ARBITRATION: "仲裁中"}


def _disputes(agreement: EscrowAgreement, terms: AgreementTerms, seen: AsOf) -> list[OpenMatter]:
    """Disputes that were not over then, with the stage they were in."""
    return [
        OpenMatter(
            text=f"Dispute about {tranche_name(stage.tranche.number)}: {stage_words(stage)}, since {date_in_english(stage.began_on)}",
            text_zh=f"{tranche_name_zh(stage.tranche.number)}之争议：{_STAGES_ZH[DisputeStage.Stage(stage.stage)]}",
            who="the parties" if stage.stage == DisputeStage.Stage.NEGOTIATION else "the tribunal",
            clause=terms.clause("arbitration"),
        )
        for stage in open_stages(agreement, seen)
    ]


def _claims(agreement: EscrowAgreement, terms: AgreementTerms, seen: AsOf) -> list[OpenMatter]:
    """What the issuer claimed beside a suspension, while it was neither settled nor withdrawn."""
    found = []
    for claim in open_damages(agreement, seen):
        amount = f"{claim.currency} {money(claim.amount_minor, MINOR_PLACES[claim.currency])}"
        found.append(
            OpenMatter(
                text=f"Claim {claim.number} of {full_name(claim.party)}, {amount}, beside hold {claim.hold.number} on "
                f"{tranche_name(claim.hold.tranche.number)}",
                text_zh=f"发行人第 {claim.number} 号索赔，{amount}",
                who="the parties, or the tribunal",
                clause=terms.clause("suspension"),
            )
        )
    return found
