"""The journal's kinds of event about parties."""

from documents.journal.kinds import register

register("party.registered", "Party registered")
register("party.changed", "Register entry changed")
register("signatory.registered", "Signatory registered")
register("signatory.ended", "Signatory's authority ended")
register("membership.granted", "Role granted")
register("membership.ended", "Role ended")
register("firm.approved", "Accounting firm approved", "firm")
register("firm.revoked", "Approval of an accounting firm revoked", "firm")
register("delivery.registered", "Delivery account registered")
register("firm.registered", "Accounting firm registered")
register("firm.changed", "Accounting firm's entry changed")
register("person.registered", "Person registered")
register("person.changed", "Person's entry changed")
register("account.opened", "Account opened")
register("account.changed", "Account changed")
register("signatory.certified", "Certificate or specimen of a signatory filed", "instruction")
register("number.added", "Number for call-backs entered")
register("number.ended", "Number for call-backs ended")
register("person.admitted", "Person admitted")
register("account.reset", "New first password set")
