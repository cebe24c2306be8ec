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
from tranches.models.disposition import (
    DISPOSABLE,
    Disposition,
    DispositionAnswer,
    DispositionAuthorisation,
    DispositionCheck,
    DispositionEnd,
    DispositionLetter,
    DispositionLine,
    DispositionRecall,
    DispositionSending,
    HandOverPack,
)
from tranches.models.dispute import DamagesClaim, DamagesClaimEnd, DisputeStage
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
    "CalendarDay",
    "CallBack",
    "Cancellation",
    "CarriedLimit",
    "ChecklistTick",
    "ClaimRecovery",
    "ClaimSettlement",
    "Closing",
    "ConversionRow",
    "CorporateAction",
    "CorporateActionDecision",
    "DamagesClaim",
    "DamagesClaimEnd",
    "DeliveryClaim",
    "DeliveryLift",
    "DeliveryStop",
    "DepositLot",
    "DetailsVerification",
    "Disposition",
    "DispositionAnswer",
    "DispositionAuthorisation",
    "DispositionCheck",
    "DispositionEnd",
    "DispositionLetter",
    "DispositionLine",
    "DispositionRecall",
    "DispositionSending",
    "DisputeNotice",
    "DisputeStage",
    "EscrowAgreement",
    "HandOverPack",
    "Hold",
    "HoldConfirmation",
    "HoldLift",
    "Instruction",
    "InstructionLine",
    "InstructionState",
    "LegalHold",
    "LegalHoldLift",
    "PaperSignature",
    "PortalConsent",
    "PortalConsentCheck",
    "Posting",
    "QuantityChange",
    "Reallocation",
    "RecallRequest",
    "RecoveryCheck",
    "Release",
    "ReleaseLine",
    "ReleaseState",
    "Report",
    "ReturnNotice",
    "SecurityLine",
    "ShortfallConsent",
    "SuccessorDetails",
    "TermsVersion",
    "Tranche",
    "TrancheState",
    "TransferAgentAnswer",
]
