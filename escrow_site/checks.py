"""Start-up checks: the walls stand, every transition has its line in the policy, the agent's key can sign, papers have their fonts."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import connections
from django.utils import timezone

from documents.database import row_level, walls
from documents.papers import fonts
from documents.signing.key_check import key_faults
from escrow_site import database_roles, registered
from tranches.selectors import states


@register(Tags.database)
def walls_stand(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Every registered trigger and every policy exists, is enabled and is what we wrote (`check --database default`)."""
    return [
        Error(
            sentence,
            hint="Run manage.py migrate --skip-checks, which raises the walls again, and find out who took it down.",
            id="desk.E001",
        )
        for alias in databases or []
        for sentence in (*walls.findings(connections[alias]), *row_level.findings(connections[alias]))
    ]


@register(Tags.database, deploy=True)
def desk_is_served_by_another_than_the_owner(
    *, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """On PostgreSQL the desk's role has exactly the rights it needs (`check --deploy --database default`, as the desk is served)."""
    return [
        Caution(
            sentence,
            hint="Run manage.py database_roles --app NAME as the owner of the tables, and name that role in DATABASE_URL.",
            id="desk.W004",
        )
        for alias in databases or []
        for sentence in database_roles.differences(connections[alias])
    ]


@register()
def every_table_has_its_reader(**_: Any) -> list[CheckMessage]:
    """Every table of the house says whose rows it holds, so that row-level security can show them to nobody else."""
    return [
        Error(
            f"Nobody has said whose rows {model._meta.label} holds.",
            hint="Place it in its app's ready() by documents.database.row_level: through, listed, own, of_the_house or of_everybody.",
            id="desk.E006",
        )
        for model in row_level.unplaced()
    ]


@register()
def clients_are_told_apart(**_: Any) -> list[CheckMessage]:
    """Behind TLS a proxy stands before the desk: unless it is counted, all clients have its address, and one limit."""
    if not settings.BEHIND_TLS or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    return [
        Caution(
            "ESCROW_TLS is true and ESCROW_TRUSTED_PROXIES is 0: every client has the address of the proxy.",
            hint="Set ESCROW_TRUSTED_PROXIES to the number of proxies of yours that write X-Forwarded-For, usually 1.",
            id="desk.W008",
        )
    ]


@register()
def second_factor_is_required_in_an_office(**_: Any) -> list[CheckMessage]:
    """Behind TLS it is an office, not the demo: there a second factor is no offer."""
    if not settings.BEHIND_TLS or settings.SECOND_FACTOR == "required":
        return []
    return [
        Caution(
            "ESCROW_SECOND_FACTOR is offered and ESCROW_TLS is true: a stolen password opens the desk.",
            hint="Leave ESCROW_SECOND_FACTOR unset; “offered” is for the demo.",
            id="desk.W009",
        )
    ]


@register()
def every_edge_has_its_act(**_: Any) -> list[CheckMessage]:
    """Every edge of every state machine is named by an act of the policy, and the policy names no edge that does not exist."""
    found: list[CheckMessage] = [
        Error(
            f"No act of the policy may walk {edge}.",
            hint="Give it a line in tranches/policy.py, or take the transition off the model.",
            id="desk.E002",
        )
        for edge in states.unlisted_edges()
    ]
    found += [
        Error(
            f"The policy names an edge that no state machine has: {edge}.",
            hint="Correct the name in tranches/policy.py; the edges are the transitions of the models.",
            id="desk.E003",
        )
        for edge in states.unknown_edges()
    ]
    return found


@register()
def signing_key_can_sign(**_: Any) -> list[CheckMessage]:
    """The key of `ESCROW_SIGNING_KEY` opens, is for signatures, is valid today, and is nobody else's to read.

    One that can never sign is an error. One that ran out is a warning: the desk works on, and papers stay unsigned.
    """
    if not settings.SIGNING_KEY:
        return []
    faults = key_faults(settings.SIGNING_KEY, settings.SIGNING_PASSWORD, now=timezone.now())
    return [
        Error(fault.sentence, hint=fault.hint, id="desk.E005")
        if fault.is_fatal
        else Caution(fault.sentence, hint=fault.hint, id="desk.W005")
        for fault in faults
    ]


@register()
def papers_have_their_fonts(**_: Any) -> list[CheckMessage]:
    """The font files that the papers are set in are installed, and are those of Debian 12.

    A missing one stops every paper; another make gives papers whose bytes differ from those that other machines make.
    """
    install = "Install fonts-liberation, fonts-dejavu-core and fonts-wqy-microhei."
    return [
        *(
            Caution(f"The papers need {file}, which is not installed.", hint=install, id="desk.W006")
            for file in fonts.missing()
        ),
        *(
            Caution(
                f"{file} is of another make than the papers were tried with.",
                hint="Papers made here have other bytes than those of another machine; the record of each names its fonts.",
                id="desk.W007",
            )
            for file in fonts.of_another_make()
        ),
    ]


@register()
def everything_is_made_known(**_: Any) -> list[CheckMessage]:
    """Each act has its service and its form, or says where it is done instead; each paper has its title, date and template."""
    found = (("desk.E010", registered.acts()), ("desk.E011", registered.papers()))
    return [Error(sentence, hint=hint, id=number) for number, each in found for sentence, hint in each]
