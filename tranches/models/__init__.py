from tranches.models.agreement import AgreementParty, EscrowAgreement, SecurityLine, TermsVersion
from tranches.models.amendment import (
    Amendment,
    AmendmentAnswer,
    AmendmentPaperSignature,
    AmendmentState,
    QuantityChange,
    Reallocation,
)
from tranches.models.authority import AuthorityCheck, AuthorityPaper
from tranches.models.calendar import CalendarDay
from tranches.models.call_back import CallBack
from tranches.models.claim import ClaimRecovery, ClaimSettlement, DeliveryClaim, RecoveryCheck
from tranches.models.closing import Cancellation, Closing, ReturnNotice
from tranches.models.consent import PortalConsent, PortalConsentCheck
from tranches.models.corporate import CarriedLimit, ConversionRow, CorporateAction, CorporateActionDecision
from tranches.models.disclosure import DisclosedDocument, Disclosure, DisclosureConsent, DisclosureMade
from tranches.models.disposition import (
    DISPOSABLE,
    Disposition,
    DispositionAuthorisation,
    DispositionCheck,
    DispositionEnd,
    DispositionLetter,
    DispositionLine,
    DispositionSending,
    HandOverPack,
)
from tranches.models.dispute import DamagesClaim, DamagesClaimEnd, DisputeStage
from tranches.models.dividend import (
    Dividend,
    DividendEntitlement,
    DividendPayment,
    DividendReceipt,
    DividendSetAside,
    ScripDelivery,
)
from tranches.models.fee import FeeEntry, FeeInvoice, FeePayerAnswer, FeePayment, ReleaseCost
from tranches.models.hold import DisputeNotice, Hold, HoldConfirmation, HoldLift
from tranches.models.instruction import (
    SIGNED,
    Approval,
    ApprovalRevocation,
    Instruction,
    InstructionLine,
    InstructionState,
    PaperSignature,
)
from tranches.models.legal_hold import LegalHold, LegalHoldLift
from tranches.models.meeting import (
    DirectionVote,
    Meeting,
    MeetingResolution,
    MeetingSetAside,
    ProxyLetter,
    VotingDirection,
)
from tranches.models.notice import Notice, NoticeAddressee, NoticeReceipt
from tranches.models.penalty import ClosingPrice, DelayReason, PenaltyStatement
from tranches.models.position import (
    BreakExplanation,
    PositionBreak,
    PositionLine,
    PositionStatement,
    TransferEntry,
    TransferListing,
)
from tranches.models.posting import Account, DepositLot, Posting
from tranches.models.recipient import DeliveryLift, DeliveryStop, DetailsVerification, SuccessorDetails
from tranches.models.release import (
    Authorisation,
    ChecklistTick,
    RecallRequest,
    Release,
    ReleaseLine,
    ReleaseState,
    TransferAgentAnswer,
)
from tranches.models.report import Assessment, Report, ShortfallConsent
from tranches.models.scenario import SavedScenario, ScenarioSetAside
from tranches.models.statement import DatedStatement
from tranches.models.tranche import Tranche, TrancheState

__all__ = [
    "DISPOSABLE",
    "SIGNED",
    "Account",
    "AgreementParty",
    "Amendment",
    "AmendmentAnswer",
    "AmendmentPaperSignature",
    "AmendmentState",
    "Approval",
    "ApprovalRevocation",
    "Assessment",
    "Authorisation",
    "AuthorityCheck",
    "AuthorityPaper",
    "BreakExplanation",
    "CalendarDay",
    "CallBack",
    "Cancellation",
    "CarriedLimit",
    "ChecklistTick",
    "ClaimRecovery",
    "ClaimSettlement",
    "Closing",
    "ClosingPrice",
    "ConversionRow",
    "CorporateAction",
    "CorporateActionDecision",
    "DamagesClaim",
    "DamagesClaimEnd",
    "DatedStatement",
    "DelayReason",
    "DeliveryClaim",
    "DeliveryLift",
    "DeliveryStop",
    "DepositLot",
    "DetailsVerification",
    "DirectionVote",
    "DisclosedDocument",
    "Disclosure",
    "DisclosureConsent",
    "DisclosureMade",
    "Disposition",
    "DispositionAuthorisation",
    "DispositionCheck",
    "DispositionEnd",
    "DispositionLetter",
    "DispositionLine",
    "DispositionSending",
    "DisputeNotice",
    "DisputeStage",
    "Dividend",
    "DividendEntitlement",
    "DividendPayment",
    "DividendReceipt",
    "DividendSetAside",
    "EscrowAgreement",
    "FeeEntry",
    "FeeInvoice",
    "FeePayerAnswer",
    "FeePayment",
    "HandOverPack",
    "Hold",
    "HoldConfirmation",
    "HoldLift",
    "Instruction",
    "InstructionLine",
    "InstructionState",
    "LegalHold",
    "LegalHoldLift",
    "Meeting",
    "MeetingResolution",
    "MeetingSetAside",
    "Notice",
    "NoticeAddressee",
    "NoticeReceipt",
    "PaperSignature",
    "PenaltyStatement",
    "PortalConsent",
    "PortalConsentCheck",
    "PositionBreak",
    "PositionLine",
    "PositionStatement",
    "Posting",
    "ProxyLetter",
    "QuantityChange",
    "Reallocation",
    "RecallRequest",
    "RecoveryCheck",
    "Release",
    "ReleaseCost",
    "ReleaseLine",
    "ReleaseState",
    "Report",
    "ReturnNotice",
    "SavedScenario",
    "ScenarioSetAside",
    "ScripDelivery",
    "SecurityLine",
    "ShortfallConsent",
    "SuccessorDetails",
    "TermsVersion",
    "Tranche",
    "TrancheState",
    "TransferAgentAnswer",
    "TransferEntry",
    "TransferListing",
    "VotingDirection",
]
