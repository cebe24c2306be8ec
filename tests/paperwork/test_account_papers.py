"""Letter, notice and statement say what the records say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from documents.papers import words
from documents.papers.render import render, to_html
from tests.papers.reading import squeezed, text_of
from tests.paperwork.conftest import NAMES, REASON, DealWith, one_share_less
from tests.worlds import World, funded
from tranches.models import Assessment, Authorisation, Report
from tranches.papers.letter import letter_sheet
from tranches.papers.notice import notice_sheet
from tranches.services.dispute.holds import confirm_hold, propose_hold, receive_dispute_notice
from tranches.statements.papers.statement import statement_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter_out(third_year: World) -> World:
    """The letter of the third year is made: two lines, one share fewer than computed."""
    instruction = third_year.instruct(3, one_share_less(third_year), REASON)
    third_year.tick_all(instruction)
    third_year.authorise(instruction)
    return third_year


def test_letter_names_shares_recipient_grounds_and_both_authorisers(letter_out: World) -> None:
    release = letter_out.release()
    printed = text_of(render(letter_sheet(release, now=letter_out.now)))
    executed = release.instruction.executed_paper
    assert executed is not None
    for part in (
        "The transfer agent of Kaixin Holdings",
        "KX-2025/R-3",
        "JWI-3",
        words.date_in_english(release.due_on),
        "3,000,000",
        "177,018",
        "3,177,018",
        words.in_english(3_177_018),
        f"{words.in_chinese(3_177_018)}股",
        "Fangle Lai",
        "方示例",
        "account 4417 at the transfer agent",
        "borne by the recipient",
        words.digest_groups(executed.sha256),
        "Joint written instruction JWI-3, executed",
        "Report of Firm F-1 on tranche 3",
        "It is 1 share lower than the figure computed from the report",
        "EA 3.1(a), 3.1(b)",
        "EA 3.2",
        "Clerk2",
        "clerk 经办",
        "Supervisor",
        "supervisor 主管",
    ):
        assert squeezed(part) in printed
    for report in Report.objects.filter(tranche__number__in=(1, 3)):
        assert squeezed(words.digest_groups(report.document.sha256)) in printed


def test_letter_of_one_authoriser_does_not_exist(letter_out: World) -> None:
    release = letter_out.release()
    release.attempt = 9
    assert not Authorisation.objects.filter(instruction=release.instruction, attempt=9).exists()
    with pytest.raises(ValueError, match="two different persons"):
        letter_sheet(release, now=letter_out.now)


def test_second_letter_asks_for_the_rest_only(letter_out: World) -> None:
    letter_out.send()
    own = letter_out.release().lines.get(instruction_line__origin="own")
    letter_out.confirm_only({own.pk: own.shares})
    instruction = letter_out.instruction()
    letter_out.tick_all(instruction)
    letter_out.authorise(instruction)
    sheet = letter_sheet(letter_out.release(), now=letter_out.now)
    assert sheet.total == 177_018
    assert (
        "Of the 3,177,018 shares instructed this letter asks for the 177,018 that are still open after R-3; "
        "3,000,000 were transferred before."
    ) in [note.text for note in sheet.notes]


def test_notice_gives_figures_derivation_and_rights(named: World) -> None:
    named.day(2026, 12, 18)
    report = named.report(1, 600_000_000)
    sheet = notice_sheet(
        named.tranche(1), Assessment.objects.get(), report, reference="KX-2025/N-1", now=named.now
    )
    assert (sheet.base, sheet.released, sheet.kept) == (3_000_000, 2_706_766, 293_234)
    assert sheet.deducted_exact == Fraction(39_000_000, 133)
    printed = text_of(render(sheet))
    for part in (
        "Kaixin Holdings (Party A)",
        "Fangle Lai 方示例 (Party C)",
        "Operating revenue",
        "营业收入",
        "RMB million",
        "665",
        "600",
        "65",
        "39,000,000/133",
        "293,234",
        words.in_english(293_234),
        f"{words.in_chinese(293_234)}股",
        "50 % of the excess",
        "SPA 5.2(1)",
        "SPA 5.2(2)",
        "EA 3.3",
        words.digest_groups(report.document.sha256),
        "18 December 2026",
    ):
        assert squeezed(part) in printed


def test_last_year_has_no_later_one_to_restore_it(named: World) -> None:
    named.day(2030, 12, 18)
    report = named.report(5, 900_000_000)
    sheet = notice_sheet(
        named.tranche(5), Assessment.objects.get(), report, reference="KX-2025/N-1", now=named.now
    )
    assert sheet.restoring[0].text == "No later year can restore these shares."


def test_statement_shows_every_share_movement_and_open_matter(letter_out: World) -> None:
    hold = propose_hold(
        tranche=letter_out.tranche(4),
        ground="dispute",
        shares=50_000,
        reason="figure disputed",
        opened_on=letter_out.today(),
        **letter_out.as_("clerk1"),
    )
    confirm_hold(hold=hold, **letter_out.as_("supervisor"))
    receive_dispute_notice(
        tranche=letter_out.tranche(1),
        party=letter_out.part("C"),
        text="The figure of year one is too low.",
        received_on=letter_out.today(),
        **letter_out.as_("clerk1"),
    )
    sheet = statement_sheet(letter_out.agreement, reference="KX-2025/S-1", now=letter_out.now)
    assert {position.account: position.shares for position in sheet.positions} == {
        "held": 6_000_000,
        "reserved": 3_177_018,
        "kept": 116_216,
        "recipient": 5_706_766,
    }
    assert sum(position.shares for position in sheet.positions) == sheet.deposited == 15_000_000
    assert [(movement.reference, movement.change) for movement in sheet.movements if movement.change] == [
        ("TA-1", 15_000_000),
        ("R-1", -2_706_766),
        ("R-2", -3_000_000),
    ]
    assert [(entry.label, entry.shares) for entry in sheet.holds] == [("Part of tranche 4", 50_000)]
    assert [matter.text for matter in sheet.open_matters] == [
        "Letter R-3 is to be sent",
        "Objection 1 of Fangle Lai 方示例 (Party C) to tranche 1",
        "End of the hold on tranche 4",
    ]
    printed = text_of(render(sheet))
    for part in (
        "Fangle Lai 方示例",
        "seller, Party C",
        "9,293,234",
        "5,706,766",
        "116,216",
        "2027/28",
        "50,000",
        "Deducted and kept, tranche 1: 293,234",
        "Tranche 3, year to 30 November 2028",
        "28,500,000/161",
        "belong to Fangle Lai",
        "2 December 2025",
        "EA 1.1, 3.2; SPA 5.2(1)",
    ):
        assert squeezed(part) in printed


def test_statement_before_anything_came_in_is_whole(db: None, quick_papers: None) -> None:
    from tests.worlds import loaded

    world = loaded()
    sheet = statement_sheet(world.agreement, reference="KX-2025/S-1", now=world.now)
    assert (sheet.deposited, sheet.in_escrow, sheet.movements, sheet.figures) == (0, 0, (), ())
    assert "No share has moved yet" in to_html(sheet)


def test_statement_tells_what_waits_for_whom(third_year: World) -> None:
    def waiting() -> dict[str, str]:
        sheet = statement_sheet(third_year.agreement, reference="KX-2025/S-1", now=third_year.now)
        return {matter.text: matter.who for matter in sheet.open_matters}

    assert waiting() == {"Joint written instruction for tranche 3": "issuer and purchaser"}
    instruction = third_year.submit(third_year.prepare(3))
    third_year.approve(instruction, "officer_a", "A")
    assert waiting() == {"Approval of JWI-3": "purchaser"}
    third_year.approve(instruction, "officer_b", "B")
    assert waiting() == {"Carrying out JWI-3": "escrow agent"}


def test_papers_of_another_deal_cite_nothing_of_this_one(
    db: None, quick_papers: None, deal_with: DealWith
) -> None:
    """Other metric, currency and agreement, and no clauses: nothing of the sample may come through."""
    world = funded(
        deal_with(
            NAMES
            | {
                'metric = "operating revenue"': 'metric = "books sold"',
                'metric_zh = "营业收入"': 'metric_zh = ""',
                'currency_label = "RMB"': 'currency_label = "pounds"',
                'code = "SPA"': 'code = "DEED"',
                'code = "EA"': 'code = "TRUST"',
                "target = 665_000_000": "target = 665_000_500",
                "SPA ": "",
                "EA ": "",
            }
        )
    )
    world.day(2026, 12, 18)
    report = world.report(1, 600_000_000)
    assessment = Assessment.objects.get()
    pages = to_html(notice_sheet(world.tranche(1), assessment, report, reference="X/N-1", now=world.now))
    pages += to_html(statement_sheet(world.agreement, reference="X/S-1", now=world.now))
    for word in ("revenue", "营业", "RMB", "(SPA)", "EA 3", "SPA 5", "imulat"):
        assert word not in pages
    assert "665,000,500" in pages
    assert "Books sold" in pages


def test_report_corrected_later_stays_on_the_paper_it_was_relied_on(named: World) -> None:
    named.day(2026, 12, 18)
    first = named.report(1, 600_000_000)
    instruction = named.prepare(1)
    named.day(2026, 12, 22)
    named.report(1, 610_000_000, reason="sales of November were left out")
    from tranches.papers.instruction import reports_relied

    assert [entry.digest for entry in reports_relied(instruction)] == [first.document.sha256]
    assert date(2026, 12, 18) == reports_relied(instruction)[0].received_on
