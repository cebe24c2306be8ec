"""The invariants that hold at every commit (I1–I8, I10, I12–I15), each a function that yields a sentence for every finding.

They read the rows as a stranger would: nothing here calls the services that wrote them.
"""

from collections.abc import Callable, Iterator

from documents.journal.rows import told_otherwise
from parties.verification import entries_of_one_person, rows_dated_back
from tranches.models import EscrowAgreement
from tranches.verification.amendments import versions_without_signatures
from tranches.verification.authority import releases_without_authority
from tranches.verification.evidence import (
    altered_contents,
    broken_anchors,
    broken_chains,
    broken_signatures,
    missing_files,
    moments_out_of_order,
    refused_time_stamps,
    walls_down,
)
from tranches.verification.ledger import (
    exceeded_lines,
    negative_accounts,
    overfull_tranches,
    repeated_effects,
    strange_answers,
    strange_recoveries,
    unbalanced_lines,
)
from tranches.verification.lines import broken_conversions
from tranches.verification.persons import hands_in_credentials
from tranches.verification.present import rebuilt_otherwise
from tranches.verification.rights import rights_out_of_step
from tranches.verification.signatures import strange_signatures
from tranches.verification.states import states_out_of_step
from tranches.verification.ways import deliveries_while_stopped, dispositions_without_authority

Check = Callable[[EscrowAgreement], Iterator[str]]

# In the order of assurance: what each is, and the function that looks.
PER_AGREEMENT: tuple[tuple[str, Check], ...] = (
    ("I1 what came in is what stands in all accounts", unbalanced_lines),
    ("I1 what came in is what stands in all accounts", broken_conversions),
    ("I2 no account is negative, no tranche overfull", negative_accounts),
    ("I2 no account is negative, no tranche overfull", overfull_tranches),
    ("I3 no line is exceeded", exceeded_lines),
    ("I3 no letter is answered over more than it asked for", strange_answers),
    ("I3 what comes back was claimed and checked", strange_recoveries),
    ("I4 nothing is released without authority", releases_without_authority),
    ("I4 every signature is over what it names", strange_signatures),
    ("I4 no terms are amended without every party", versions_without_signatures),
    ("I4 nothing is disposed of without authority", dispositions_without_authority),
    ("I4 nothing is delivered while delivery is stopped", deliveries_while_stopped),
    ("I5 every history is a path", states_out_of_step),
    ("I5 the events rebuild what is stored", rebuilt_otherwise),
    ("I6 contents are what was signed", altered_contents),
    ("I6 dividends and votes are what the rows beside them give", rights_out_of_step),
    ("I10 nobody releases on credentials he has just made", hands_in_credentials),
)
OVER_ALL: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
    ("I3 one effect for each key", repeated_effects),
    ("I6 every chain is whole", broken_chains),
    ("I6 every head that was given out stands", broken_anchors),
    ("I6 every time stamp holds", refused_time_stamps),
    ("I7 every filed document is there", missing_files),
    ("I7 every signature on a paper holds", broken_signatures),
    ("I8 the walls stand", walls_down),
    ("I12 every row of a register is what its events tell", told_otherwise),
    ("I13 every entry that counts was made by two persons", entries_of_one_person),
    ("I14 nothing of a register is dated back", rows_dated_back),
    ("I15 the time of evidence never falls and is never ahead of the clock", moments_out_of_order),
)


def findings(agreements: list[EscrowAgreement]) -> Iterator[tuple[str, str]]:
    """Every finding as (invariant, sentence): the agreements one by one, then what concerns all binders."""
    for agreement in agreements:
        for invariant, check in PER_AGREEMENT:
            for sentence in check(agreement):
                yield invariant, f"{agreement.reference}: {sentence}"
    for invariant, look in OVER_ALL:
        for sentence in look():
            yield invariant, sentence
