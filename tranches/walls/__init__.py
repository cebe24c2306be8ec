"""The database's own rules about shares: what holds even when somebody goes round the services.

One condition, written once in SQL that both databases read, becomes a trigger on each. Edges of the state machines are read from
django-fsm's registry, so there is no second table of states.
"""

from documents import append_only
from tranches import models as m
from tranches.walls.amendments import guard_amendments
from tranches.walls.claims import guard_claims
from tranches.walls.conversion import guard_conversion
from tranches.walls.ledger import guard_ledger, guard_money
from tranches.walls.persons import guard_persons
from tranches.walls.rights import guard_rights
from tranches.walls.signatures import guard_signatures
from tranches.walls.states import guard_states
from tranches.walls.ways import guard_ways

APPEND_ONLY = (
    m.TermsVersion,
    m.SecurityLine,
    m.DepositLot,
    m.Posting,
    m.Report,
    m.Assessment,
    m.InstructionLine,
    m.PaperSignature,
    m.Approval,
    m.ApprovalRevocation,
    m.ChecklistTick,
    m.Authorisation,
    m.ReleaseLine,
    m.TransferAgentAnswer,
    m.RecallRequest,
    m.DisputeNotice,
    m.Hold,
    m.HoldConfirmation,
    m.HoldLift,
    m.AuthorityPaper,
    m.AuthorityCheck,
    m.ReturnNotice,
    m.Cancellation,
    m.Closing,
    m.SavedScenario,
    m.ScenarioSetAside,
    m.FeePayerAnswer,
    m.FeeEntry,
    m.FeeInvoice,
    m.FeePayment,
    m.ReleaseCost,
    m.ClosingPrice,
    m.DelayReason,
    m.PenaltyStatement,
    m.Notice,
    m.NoticeAddressee,
    m.NoticeReceipt,
    m.DatedStatement,
    m.DeliveryClaim,
    m.ClaimRecovery,
    m.RecoveryCheck,
    m.ClaimSettlement,
    m.PositionStatement,
    m.PositionLine,
    m.PositionBreak,
    m.BreakExplanation,
    m.TransferListing,
    m.TransferEntry,
    m.Dividend,
    m.DividendSetAside,
    m.DividendEntitlement,
    m.DividendReceipt,
    m.DividendPayment,
    m.ScripDelivery,
    m.Meeting,
    m.MeetingSetAside,
    m.MeetingResolution,
    m.VotingDirection,
    m.DirectionVote,
    m.ProxyLetter,
    m.PortalConsent,
    m.PortalConsentCheck,
    m.CallBack,
    m.Disclosure,
    m.DisclosedDocument,
    m.DisclosureConsent,
    m.DisclosureMade,
    m.AmendmentPaperSignature,
    m.AmendmentAnswer,
    m.QuantityChange,
    m.Reallocation,
    m.DisputeStage,
    m.DamagesClaim,
    m.DamagesClaimEnd,
    m.ShortfallConsent,
    m.Disposition,
    m.DispositionLine,
    m.DispositionCheck,
    m.DispositionAuthorisation,
    m.DispositionLetter,
    m.DispositionSending,
    m.DispositionAnswer,
    m.DispositionRecall,
    m.DispositionEnd,
    m.HandOverPack,
    m.DeliveryStop,
    m.SuccessorDetails,
    m.DetailsVerification,
    m.DeliveryLift,
    m.LegalHold,
    m.LegalHoldLift,
    m.CorporateAction,
    m.CorporateActionDecision,
    m.ConversionRow,
    m.CarriedLimit,
)


def raise_walls() -> None:
    """Register every wall of this app. Called once, when the app is ready."""
    for model in APPEND_ONLY:
        append_only.protect(model)
    guard_ledger()
    guard_conversion()
    guard_states()
    guard_money()
    guard_claims()
    guard_rights()
    guard_persons()
    guard_signatures()
    guard_amendments()
    guard_ways()
