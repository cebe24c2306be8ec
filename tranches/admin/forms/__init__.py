"""The forms of the desk: one per act, each sent to its one service. `FORMS` finds a form by the name of its act."""

from tranches.admin.forms.amending import PrepareAmendmentForm
from tranches.admin.forms.amendments import (
    BringAmendmentIntoForceForm,
    CheckAmendmentSignatureForm,
    FileAmendmentSignatureForm,
    SignAmendmentForAgentForm,
    SubmitAmendmentForm,
    WithdrawAmendmentForm,
)
from tranches.admin.forms.base import ActForm
from tranches.admin.forms.call_backs import RecordCallBackForm
from tranches.admin.forms.claims import (
    CheckRecoveryForm,
    RecordDeliveryClaimForm,
    RecordRecoveryForm,
    SettleClaimForm,
)
from tranches.admin.forms.corporate import (
    AuthoriseCorporateActionForm,
    PrepareCorporateActionForm,
    WithdrawCorporateActionForm,
)
from tranches.admin.forms.delivery import (
    GiveSuccessorDetailsForm,
    LiftDeliveryStopForm,
    RecordDeliveryStopForm,
    VerifySuccessorDetailsForm,
)
from tranches.admin.forms.deposits import (
    AllocateForm,
    CheckPortalConsentForm,
    MakeStatementForm,
    RecordDepositForm,
    RecordPortalConsentForm,
    SignPaperForm,
)
from tranches.admin.forms.disclosures import (
    MakeDisclosureForm,
    ProposeDisclosureForm,
    RecordDisclosureConsentForm,
)
from tranches.admin.forms.disputes import (
    EndDamagesClaimForm,
    RecordDamagesClaimForm,
    RecordDisputeStageForm,
    RecordShortfallConsentForm,
)
from tranches.admin.forms.dividends import (
    EstablishEntitlementForm,
    PassOnDividendForm,
    RecordDividendForm,
    RecordDividendReceiptForm,
    RecordScripDeliveryForm,
    SetAsideDividendForm,
)
from tranches.admin.forms.ending import (
    AuthoriseReturnForm,
    CloseAgreementForm,
    NotifyReturnForm,
    PrepareReturnForm,
    RecordCancellationForm,
)
from tranches.admin.forms.fees import (
    IssueFeeInvoiceForm,
    RaiseFeesForm,
    RecordFeePaymentForm,
    RecordReleaseCostForm,
    SettleFeePayerForm,
)
from tranches.admin.forms.governed import CheckAuthorityForm, PrepareGovernedInstructionForm
from tranches.admin.forms.holds import (
    ConfirmHoldForm,
    LiftHoldForm,
    ProposeHoldForm,
    ReceiveDisputeNoticeForm,
)
from tranches.admin.forms.instructions import (
    CheckPaperSignatureForm,
    FilePaperSignatureForm,
    PrepareInstructionForm,
    SubmitInstructionForm,
    WithdrawInstructionForm,
)
from tranches.admin.forms.meetings import (
    MakeProxyLetterForm,
    RecordDirectionForm,
    RecordMeetingForm,
    SetAsideMeetingForm,
)
from tranches.admin.forms.notices import ChangeAddressForm, ProveNoticeForm, SendNoticeForm
from tranches.admin.forms.penalties import (
    DecideDelayReasonForm,
    LoadClosingPricesForm,
    MakePenaltyStatementForm,
    RecordClosingPriceForm,
)
from tranches.admin.forms.positions import (
    ExplainBreakForm,
    LoadPositionForm,
    LoadTransfersForm,
    MakeReconciliationForm,
    RecordPositionForm,
)
from tranches.admin.forms.releases import AuthoriseReleaseForm, TickChecklistForm
from tranches.admin.forms.reports import RecordReportForm
from tranches.admin.forms.terminations import PrepareTerminationForm
from tranches.admin.forms.transfer import (
    RecordConfirmationForm,
    RecordRecallForm,
    RecordRefusalForm,
    RequestRecallForm,
    SendReleaseForm,
)
from tranches.admin.forms.ways import (
    AnswerDispositionForm,
    AuthoriseDispositionForm,
    CheckDispositionForm,
    MakeHandoverPackForm,
    RecordDispositionForm,
    RecordHandoverForm,
    SendDispositionForm,
    SetAsideDispositionForm,
)

FORMS: dict[str, type[ActForm]] = {
    form.event: form
    for form in (
        RecordReportForm,
        PrepareInstructionForm,
        SubmitInstructionForm,
        WithdrawInstructionForm,
        FilePaperSignatureForm,
        CheckPaperSignatureForm,
        PrepareGovernedInstructionForm,
        CheckAuthorityForm,
        RecordCallBackForm,
        TickChecklistForm,
        AuthoriseReleaseForm,
        SendReleaseForm,
        RecordConfirmationForm,
        RecordRefusalForm,
        RequestRecallForm,
        RecordRecallForm,
        ReceiveDisputeNoticeForm,
        ProposeHoldForm,
        ConfirmHoldForm,
        LiftHoldForm,
        RecordDisputeStageForm,
        RecordDamagesClaimForm,
        EndDamagesClaimForm,
        RecordShortfallConsentForm,
        RecordDepositForm,
        AllocateForm,
        RecordPortalConsentForm,
        CheckPortalConsentForm,
        MakeStatementForm,
        SignPaperForm,
        SendNoticeForm,
        ProveNoticeForm,
        ChangeAddressForm,
        PrepareReturnForm,
        NotifyReturnForm,
        AuthoriseReturnForm,
        RecordCancellationForm,
        CloseAgreementForm,
        PrepareCorporateActionForm,
        AuthoriseCorporateActionForm,
        WithdrawCorporateActionForm,
        RaiseFeesForm,
        SettleFeePayerForm,
        IssueFeeInvoiceForm,
        RecordFeePaymentForm,
        RecordReleaseCostForm,
        RecordClosingPriceForm,
        LoadClosingPricesForm,
        DecideDelayReasonForm,
        MakePenaltyStatementForm,
        RecordDeliveryClaimForm,
        RecordRecoveryForm,
        CheckRecoveryForm,
        SettleClaimForm,
        RecordPositionForm,
        LoadPositionForm,
        ExplainBreakForm,
        MakeReconciliationForm,
        LoadTransfersForm,
        RecordDividendForm,
        EstablishEntitlementForm,
        RecordDividendReceiptForm,
        PassOnDividendForm,
        RecordScripDeliveryForm,
        SetAsideDividendForm,
        RecordMeetingForm,
        RecordDirectionForm,
        MakeProxyLetterForm,
        SetAsideMeetingForm,
        ProposeDisclosureForm,
        RecordDisclosureConsentForm,
        MakeDisclosureForm,
        PrepareAmendmentForm,
        PrepareTerminationForm,
        SubmitAmendmentForm,
        SignAmendmentForAgentForm,
        FileAmendmentSignatureForm,
        CheckAmendmentSignatureForm,
        BringAmendmentIntoForceForm,
        WithdrawAmendmentForm,
        RecordDispositionForm,
        RecordHandoverForm,
        CheckDispositionForm,
        MakeHandoverPackForm,
        AuthoriseDispositionForm,
        SendDispositionForm,
        AnswerDispositionForm,
        SetAsideDispositionForm,
        RecordDeliveryStopForm,
        GiveSuccessorDetailsForm,
        VerifySuccessorDetailsForm,
        LiftDeliveryStopForm,
    )
}

__all__ = ["FORMS", "ActForm"]
