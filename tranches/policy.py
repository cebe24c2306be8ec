"""Who may do what, and which edges of which state machine an act may cause. Default deny: what has no line here is refused.

Edges and their states are declared once, by django-fsm on the models. This table says which *acts* may walk an edge and in which
*role*; services, buttons, the docs and the test matrix all read it. The facts an act needs are in `tranches.conditions`.
"""

from dataclasses import dataclass

from documents.actor import Actor
from documents.errors import RuleViolation
from parties.models import Role

AGENT = frozenset({Role.CLERK, Role.SUPERVISOR})
SIGNER = frozenset({Role.OFFICER})
PARTY = frozenset({Role.OFFICER, Role.SELLER})
OWNER = frozenset({Role.SELLER})
SUPERVISOR = frozenset({Role.SUPERVISOR})
KEEPERS = frozenset({Role.SUPERVISOR, Role.COMPLIANCE})
AGENT_ROLES = frozenset({Role.CLERK, Role.SUPERVISOR, Role.COMPLIANCE})

MACHINES = ("tranche", "instruction", "release", "amendment")


@dataclass(frozen=True)
class Act:
    """One act: its words, who may do it, and the edges it may cause ("tranche.instruct").

    `who` completes the sentence "… may do this": it is what a refusal and a page say. `elsewhere` says why the desk has no form
    for it.
    """

    event: str
    label: str
    roles: frozenset[Role]
    who: str
    clause: str = ""
    edges: frozenset[str] = frozenset()
    signs: bool = False
    elsewhere: str = ""


_AGENT_WHO = "A clerk or the supervisor of the escrow agent"
_KEEPER_WHO = "A supervisor or compliance officer of the escrow agent"
_SECOND_WHO = "A second person of the escrow agent, clerk or supervisor,"


def _act(
    event: str,
    label: str,
    roles: frozenset[Role],
    who: str,
    clause: str = "",
    *edges: str,
    signs: bool = False,
    elsewhere: str = "",
) -> Act:
    return Act(event, label, roles, who, clause, frozenset(edges), signs, elsewhere)


POLICY: dict[str, Act] = {
    entry.event: entry
    for entry in (
        _act("record_deposit", "Record a deposit", AGENT, _AGENT_WHO, "deposit"),
        _act("allocate", "Allocate shares to a tranche", AGENT, _AGENT_WHO, "deposit"),
        _act("record_portal_consent", "Record the consent to portal signing", AGENT, _AGENT_WHO, "instruction"),
        _act("check_portal_consent", "Check the consent to portal signing", AGENT, _SECOND_WHO, "instruction", signs=True),
        _act(
            "record_report", "Record the accountant’s report", AGENT, _AGENT_WHO, "report",
            "tranche.receive_report", "tranche.void_instruction", "instruction.supersede", "instruction.approve",
            "tranche.instruct",
        ),
        _act("record_shortfall_consent", "Record the consent of all parties to a report with a shortfall", AGENT, _AGENT_WHO,
             "report"),
        _act("prepare_instruction", "Prepare the joint written instruction", AGENT, _AGENT_WHO, "instruction"),
        _act("submit_instruction", "Put the instruction before the signers", AGENT, _AGENT_WHO, "instruction",
             "instruction.submit"),
        _act("withdraw_instruction", "Withdraw the instruction", AGENT, _AGENT_WHO, "instruction",
             "instruction.withdraw", "tranche.void_instruction"),
        _act("approve_instruction", "Approve the instruction", SIGNER, "An authorised signatory of the party",
             "instruction", "instruction.approve", "tranche.instruct", signs=True,
             elsewhere="The signatory does it in the portal."),
        _act("reject_instruction", "Reject the instruction", SIGNER, "An authorised signatory of the party",
             "instruction", "instruction.reject", signs=True,
             elsewhere="The signatory does it in the portal."),
        _act("revoke_approval", "Revoke the approval", SIGNER, "An authorised signatory of the party that approved",
             "instruction", "instruction.void_approval", "tranche.void_instruction", signs=True,
             elsewhere="The signatory does it in the portal."),
        _act("file_paper_signature", "Record a signature on paper", AGENT, _AGENT_WHO, "instruction"),
        _act("check_paper_signature", "Check a signature on paper", AGENT, _SECOND_WHO, "instruction",
             "instruction.approve", "tranche.instruct", signs=True),
        _act("prepare_governed_instruction", "Record a settlement, award or judgment", AGENT, _AGENT_WHO, "settlement"),
        _act("check_authority", "Check the settlement, award or judgment", AGENT, _SECOND_WHO, "settlement",
             "instruction.accept_authority", "instruction.supersede", "tranche.settle", "tranche.void_instruction",
             signs=True),
        _act("record_call_back", "Record a call-back", AGENT,
             "A clerk or the supervisor who neither took the instruction in nor authorises it first", "transfer"),
        _act("tick_checklist", "Tick an item of the release checklist", AGENT, _AGENT_WHO, "transfer"),
        _act("authorise_release", "Authorise the release", AGENT, "Two different persons of the escrow agent",
             "transfer", "instruction.execute", "tranche.complete", "tranche.deduct", signs=True),
        _act("send_release", "Record that the letter was sent", AGENT, _AGENT_WHO, "transfer", "release.send"),
        _act("record_confirmation", "Record the transfer agent’s confirmation", AGENT, _AGENT_WHO, "transfer",
             "release.confirm", "instruction.execute", "tranche.complete", "tranche.deduct",
             "instruction.void_approval", "tranche.void_instruction"),
        _act("record_refusal", "Record the transfer agent’s refusal", AGENT, _AGENT_WHO, "transfer", "release.refuse",
             "release.confirm_partly", "instruction.void_approval", "tranche.void_instruction"),
        _act("request_recall", "Ask the transfer agent to stop", AGENT, _AGENT_WHO, "transfer"),
        _act("record_recall", "Record that the letter was recalled", AGENT, _AGENT_WHO, "transfer", "release.recall",
             "release.confirm_partly", "instruction.void_approval", "tranche.void_instruction"),
        _act("receive_dispute_notice", "Record an objection or a contrary instruction", PARTY | AGENT,
             "Any party, or the escrow agent for it", "dispute"),
        _act("propose_hold", "Propose a hold", AGENT, _AGENT_WHO, "dispute"),
        _act("confirm_hold", "Confirm the hold", AGENT, _SECOND_WHO, "dispute", "tranche.suspend", signs=True),
        _act("lift_hold", "Lift the hold", AGENT, _AGENT_WHO, "dispute",
             "tranche.resume", "tranche.receive_report", "tranche.instruct", "tranche.void_instruction",
             "tranche.complete", "tranche.deduct", "tranche.reopen", signs=True),
        _act("record_delivery_claim", "Record a wrong delivery", AGENT, _AGENT_WHO, "transfer"),
        _act("record_recovery", "Record shares that came back", AGENT, _AGENT_WHO, "transfer"),
        _act("check_recovery", "Check shares that came back", AGENT, _SECOND_WHO, "transfer",
             "instruction.reopen", "tranche.reopen", "tranche.keep_again", signs=True),
        _act("settle_claim", "Close a claim without a return", AGENT, _SECOND_WHO, "transfer", signs=True),
        _act("record_position", "Record the transfer agent’s position", AGENT, _AGENT_WHO, "position"),
        _act("load_position", "Load the transfer agent’s position", AGENT, _AGENT_WHO, "position"),
        _act("explain_break", "Explain a break", AGENT, _SECOND_WHO, "position"),
        _act("load_transfers", "Load the transfer agent’s list of transfers", AGENT, _AGENT_WHO, "transfer"),
        _act("make_reconciliation", "Make the reconciliation", AGENT, _AGENT_WHO, "position"),
        _act("open_suspension", "Suspend the release", SIGNER, "An authorised signatory of the issuer of the shares",
             "suspension", signs=True, elsewhere="The signatory does it in the portal."),
        _act("lift_own_suspension", "Lift your suspension", SIGNER, "An authorised signatory of the party that suspended",
             "suspension", "tranche.resume", "tranche.receive_report", "tranche.instruct", "tranche.void_instruction",
             "tranche.complete", "tranche.deduct", "tranche.reopen", signs=True,
             elsewhere="The party does it in the portal."),
        _act("record_dispute_stage", "Record a stage of the dispute", AGENT, _AGENT_WHO, "arbitration"),
        _act("record_damages_claim", "Record the issuer’s claim", AGENT, _AGENT_WHO, "suspension"),
        _act("end_damages_claim", "Record the end of a claim", AGENT, _AGENT_WHO, "suspension"),
        _act("prepare_return", "Prepare the return of the kept shares", AGENT, _AGENT_WHO, "return"),
        _act("notify_return", "Make the notice of the return", AGENT, _AGENT_WHO, "return"),
        _act("authorise_return", "Authorise the return", AGENT, "Two different persons of the escrow agent", "return",
             signs=True),
        _act("record_cancellation", "Record the issuer’s confirmation of the cancellation", AGENT, _AGENT_WHO, "return"),
        _act("close_agreement", "Close the agreement", AGENT, _AGENT_WHO, "escrow_period", signs=True),
        _act("record_disposition", "Record an order of legal disposition", AGENT, _AGENT_WHO, "disposition"),
        _act("record_handover", "Record the appointment of a successor agent", AGENT, _AGENT_WHO, "disposition"),
        _act("check_disposition", "Check the effect of the order or appointment", AGENT, _SECOND_WHO, "disposition", signs=True),
        _act("make_handover_pack", "Make the hand-over pack", AGENT, _AGENT_WHO, "disposition"),
        _act("authorise_disposition", "Authorise the disposition", AGENT, "Two different persons of the escrow agent",
             "disposition", signs=True),
        _act("send_disposition", "Record that the letter of disposition was sent", AGENT, _AGENT_WHO, "disposition"),
        _act("answer_disposition", "Record the transfer agent’s answer to it", AGENT, _AGENT_WHO, "disposition"),
        _act("request_disposition_recall", "Ask the transfer agent not to carry it out", AGENT, _AGENT_WHO, "disposition"),
        _act("set_aside_disposition", "Set the disposition aside", AGENT, _AGENT_WHO, "disposition", signs=True),
        _act("record_delivery_stop", "Record a death, assignment or attachment", AGENT, _AGENT_WHO, "disposition"),
        _act("object_to_entry", "Object to an entry of the register", PARTY, "An officer of the party, or the recipient himself",
             "confidentiality",
             elsewhere="The party does it in the portal, beside the entry."),
        _act("give_successor_details", "Take in who takes the recipient’s place", AGENT, _AGENT_WHO, "disposition"),
        _act("verify_successor_details", "Verify who takes the recipient’s place", AGENT, _SECOND_WHO, "disposition",
             signs=True),
        _act("lift_delivery_stop", "Lift the stop of the delivery", AGENT, _SECOND_WHO, "disposition", signs=True),
        _act("prepare_corporate_action", "Prepare a corporate action", AGENT, _AGENT_WHO),
        _act("authorise_corporate_action", "Authorise the corporate action", AGENT, _SECOND_WHO, signs=True),
        _act("withdraw_corporate_action", "Withdraw the corporate action", AGENT, _AGENT_WHO),
        _act("send_notice", "Record a notice by courier", AGENT, _AGENT_WHO, "notices"),
        _act("prove_notice", "Record the courier’s proof", AGENT, _AGENT_WHO, "notices"),
        _act("change_address", "Record the address of a party", AGENT, _AGENT_WHO, "notices"),
        _act("propose_disclosure", "Propose a disclosure to an outsider", AGENT, _AGENT_WHO, "confidentiality"),
        _act("record_disclosure_consent", "Record a party’s consent to a disclosure", AGENT, _AGENT_WHO, "confidentiality"),
        _act("make_disclosure", "Record that a disclosure was made", AGENT, _AGENT_WHO, "confidentiality"),
        _act("prepare_amendment", "Prepare an amendment of the terms", AGENT, _AGENT_WHO, "amendment"),
        _act("prepare_termination", "Prepare the termination by all parties", AGENT, _AGENT_WHO, "amendment"),
        _act("submit_amendment", "Put the amendment before all parties", AGENT, _AGENT_WHO, "amendment", "amendment.submit"),
        _act("withdraw_amendment", "Withdraw the amendment", AGENT, _AGENT_WHO, "amendment", "amendment.withdraw"),
        _act("sign_amendment", "Sign the amendment", PARTY, "Who can bind the party", "amendment", "amendment.complete",
             signs=True,
             elsewhere="Who binds the party does it in the portal."),
        _act("reject_amendment", "Reject the amendment", PARTY, "Who can bind the party", "amendment", "amendment.reject",
             signs=True,
             elsewhere="Who binds the party does it in the portal."),
        _act("sign_amendment_for_agent", "Sign the amendment for the escrow agent", SUPERVISOR,
             "The supervisor of the escrow agent", "amendment", "amendment.complete", signs=True),
        _act("file_amendment_signature", "Record a signature on the printed amendment", AGENT, _AGENT_WHO, "amendment"),
        _act("check_amendment_signature", "Check a signature on the printed amendment", AGENT, _SECOND_WHO, "amendment",
             "amendment.complete", signs=True),
        _act("bring_amendment_into_force", "Bring the amendment into force", AGENT, _AGENT_WHO, "amendment",
             "amendment.bring_into_force", "instruction.supersede", "tranche.void_instruction", signs=True),
        _act("make_statement", "Make a statement", AGENT_ROLES | PARTY, "The escrow agent or a party"),
        _act("make_dossier", "Take the dossier", KEEPERS, _KEEPER_WHO, "confidentiality",
             elsewhere="It is taken in review, or by a command."),
        _act("set_legal_hold", "Set a legal hold", KEEPERS, _KEEPER_WHO, "confidentiality",
             elsewhere="It is set in review, beside what is kept."),
        _act("lift_legal_hold", "Lift a legal hold", KEEPERS,
             "A second person of the escrow agent, supervisor or compliance officer,", "confidentiality",
             elsewhere="It is lifted in review, beside what is kept."),
        _act("sign_paper", "Sign a paper with the agent’s key", AGENT, _AGENT_WHO, signs=True),
        _act("make_readings_paper", "Make the comparison of the readings", AGENT | PARTY,
             "A clerk or the supervisor of the escrow agent, or a party", "entitlement",
             elsewhere="The page of the readings has it, at the desk and in the portal."),
        _act("save_scenario", "Save the supposition", AGENT | SIGNER, "A clerk, the supervisor or an officer of a company",
             elsewhere="The page of suppositions has it, at the desk and in the portal."),
        _act("set_aside_scenario", "Set the supposition aside", AGENT | SIGNER,
             "A clerk, the supervisor or an officer of the company that saved it",
             elsewhere="The page of suppositions has it, at the desk and in the portal."),
        _act("raise_fees", "Enter the fee of the years begun", AGENT, _AGENT_WHO, "fee"),
        _act("settle_fee_payer", "Record who pays the fee", AGENT, _AGENT_WHO, "fee"),
        _act("issue_fee_invoice", "Make the invoice of a fee year", AGENT, _AGENT_WHO, "fee"),
        _act("record_fee_payment", "Record a payment of the fee", AGENT, _AGENT_WHO, "fee"),
        _act("record_release_cost", "Record a cost of a release", AGENT, _AGENT_WHO, "costs"),
        _act("record_closing_price", "Record a closing price", AGENT, _AGENT_WHO, "penalty"),
        _act("load_closing_prices", "Load closing prices", AGENT, _AGENT_WHO, "penalty"),
        _act("decide_delay_reason", "Record a decision on the delay", AGENT, _AGENT_WHO, "penalty"),
        _act("make_penalty_statement", "Make the statement of the penalty", AGENT, _AGENT_WHO, "penalty"),
        _act("record_dividend", "Record a dividend", AGENT, _AGENT_WHO, "rights"),
        _act("set_aside_dividend", "Set a dividend aside", AGENT, _AGENT_WHO, "rights"),
        _act("establish_entitlement", "Reckon the recipient’s entitlement", AGENT, _AGENT_WHO, "rights"),
        _act("record_dividend_receipt", "Record the transfer agent’s payment of a dividend", AGENT, _AGENT_WHO, "rights"),
        _act("pass_on_dividend", "Record a dividend passed on", AGENT, _AGENT_WHO, "rights"),
        _act("record_scrip_delivery", "Record shares of a dividend delivered", AGENT, _AGENT_WHO, "rights"),
        _act("record_meeting", "Record a meeting", AGENT, _AGENT_WHO, "rights"),
        _act("set_aside_meeting", "Set a meeting aside", AGENT, _AGENT_WHO, "rights"),
        _act("give_direction", "Direct the votes", OWNER, "The recipient of the shares", "rights", signs=True,
             elsewhere="The recipient does it in the portal."),
        _act("record_direction", "Record a direction on paper", AGENT, _AGENT_WHO, "rights"),
        _act("make_proxy_letter", "Make the proxy letter", AGENT, "A clerk or the supervisor who did not record the paper direction",
             "rights", signs=True),
    )
}  # fmt: skip


def permitted(event: str, actor: Actor, *, agent_id: int, party_id: int | None = None) -> bool:
    """Whether a line lets this actor do the act: in a role of the escrow agent, or in a role of the party it concerns."""
    line = POLICY.get(event)
    if line is None:
        return False
    for role, for_party in actor.roles:
        if role not in line.roles:
            continue
        if role in AGENT_ROLES and for_party == agent_id:
            return True
        if role not in AGENT_ROLES and party_id is not None and for_party == party_id:
            return True
    return False


def permit(event: str, actor: Actor, *, agent_id: int, party_id: int | None = None) -> Act:
    """Return the act's line, or refuse with the sentence that says who could do it."""
    line = POLICY.get(event)
    if line is None:
        raise RuleViolation("no_such_act", f"“{event}” is not an act of this desk. Nothing was changed.")
    if not permitted(event, actor, agent_id=agent_id, party_id=party_id):
        raise RuleViolation(
            "not_permitted",
            f"{line.who} may do this, not {actor.name} ({actor.capacity}). Ask one of them to do it.",
        )
    return line
