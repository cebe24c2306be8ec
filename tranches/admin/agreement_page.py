"""What the page of an agreement shows, as plain values for its template."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from documents.actor import Actor
from documents.journal.record import head_of
from documents.selectors.anchors import given_out, in_checkpoint
from tranches.admin.sections.charts import target_chart, year_label
from tranches.admin.tranche_page import ShownAct, form_for, simulation_note
from tranches.models import Report, Tranche, TrancheState
from tranches.selectors.agreement.legal_holds import standing_legal_holds
from tranches.selectors.amendment.amendments import open_amendment
from tranches.selectors.desk.acts import acts_on_agreement
from tranches.selectors.desk.case import Scene
from tranches.selectors.desk.outside import current_reports
from tranches.selectors.docket.docket import docket_of
from tranches.selectors.ledger.standing import Standing, all_together, unit_words
from tranches.selectors.ledger.units import expected_shares, missing_deposit
from tranches.selectors.release.renditions import with_signed
from tranches.templatetags.desk import places
from tranches.terms.agreement_terms import TrancheTerms
from tranches.terms.currencies import MINOR_PLACES
from tranches.terms.readings import QUESTIONS

DONE = (TrancheState.RELEASED, TrancheState.DEDUCTED)
WATCHED = 8  # the clocks that the page shows, of all the docket has


@dataclass(frozen=True)
class TrancheRow:
    """A tranche on the track and in the table, with its shares."""

    tranche: Tranche
    terms: TrancheTerms
    report: Report | None
    shares: Standing
    year: str
    is_now: bool

    @property
    def is_done(self) -> bool:
        return self.tranche.state in DONE

    @property
    def actual(self) -> Fraction | None:
        return actual_of(self.report) if self.report else None


def actual_of(report: Report) -> Fraction:
    """The reported figure in major units."""
    return Fraction(report.actual_minor, 10 ** MINOR_PLACES[report.currency])


def agreement_context(scene: Scene, actor: Actor) -> dict[str, Any]:
    """Everything the template names. The number of queries does not depend on the number of tranches."""
    rows = rows_of(scene)
    documents = scene.agreement.binder.documents.all()
    return {
        "scene": scene,
        "agreement": scene.agreement,
        "title": scene.agreement.title,
        "simulation": simulation_note(scene),
        "tz": scene.time_zone,
        "places": places(scene.balances),
        "total": expected_shares(scene.agreement, scene.balances),
        "missing": missing_deposit(scene.agreement, scene.balances),
        "posted": scene.agreement.postings.count(),
        "rows": rows,
        "sums": all_together([row.shares for row in rows]),
        "unit": unit_words(scene.balances),
        "chart": chart_of(scene, rows),
        "clocks": docket_of(scene.agreement, scene.today)[:WATCHED],
        "version": scene.agreement.terms_versions.order_by("-number").first(),
        "amendment": open_amendment(scene.agreement),
        "readings": readings_of(scene),
        "parties": parties_of(scene),
        "documents": with_signed(documents)[:6],
        "document_count": documents.count(),
        "head": head_of(scene.agreement.binder),
        "given_out": given_out(scene.agreement.binder),
        "checkpoint": in_checkpoint(scene.agreement.binder),
        "due": [row for row in rows if row.tranche.state == TrancheState.REPORT_RECEIVED],
        "legal_holds": standing_legal_holds([scene.agreement]),
        "acts": acts_of(scene, actor),
    }


def acts_of(scene: Scene, actor: Actor) -> list[ShownAct]:
    """The acts on the agreement as a whole, with their forms where they are possible; compliance has its own door for what it may."""
    if not actor.role_names & {"clerk", "supervisor"}:
        return []
    lines = acts_on_agreement(scene.agreement, actor)
    return [ShownAct(line, form_for(line.event, scene) if line.allowed else None) for line in lines]


def rows_of(scene: Scene) -> list[TrancheRow]:
    """One row a tranche; the first that is not done is the one the agreement is at now."""
    reports = {report.tranche_id: report for report in current_reports(scene.agreement)}
    now = next((row.pk for row in scene.all_tranches if row.state not in DONE), None)
    shares = {each.number: each for each in scene.standings}
    found = []
    for tranche in scene.all_tranches:
        tranche.agreement = scene.agreement
        terms = scene.terms.tranche(tranche.number)
        found.append(
            TrancheRow(
                tranche,
                terms,
                reports.get(tranche.pk),
                shares[tranche.number],
                year_label(terms),
                tranche.pk == now,
            )
        )
    return found


def chart_of(scene: Scene, rows: list[TrancheRow]) -> Any:
    """The chart of target and actual; one metric and one currency for all years, else none."""
    if len({(row.terms.metric, row.terms.currency) for row in rows}) != 1:
        return None
    actuals: Mapping[int, Fraction] = {
        row.tranche.number: row.actual for row in rows if row.actual is not None
    }
    return target_chart([row.terms for row in rows], actuals, scene.today)


def readings_of(scene: Scene) -> list[tuple[str, str, str, bool]]:
    """Question, chosen reading, clause, and whether it is another than the shipped one."""
    settings = scene.terms.settings
    texts = settings.texts()
    return [
        (
            entry.question,
            settings.chosen(entry.name).label,
            scene.terms.clause(entry.name),
            texts[entry.name] != entry.shipped.value,
        )
        for entry in QUESTIONS
        if entry.changes == "shares" or texts[entry.name] != entry.shipped.value
    ]


def parties_of(scene: Scene) -> list[tuple[Any, str]]:
    """Each party with who may sign for it today."""
    signing = scene.terms.signing.joint_instruction
    found = []
    for part in scene.parts:
        names = [row.person.name for row in scene.signatories if row.party_id == part.party_id]
        if part.part in signing:
            found.append((part, ", ".join(names) or "nobody on the register"))
        else:
            found.append((part, ""))
    return found
