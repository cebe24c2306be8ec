"""What nobody made known: an act without form or service, a paper that cannot be laid out.

Everything of a kind is registered where it is written (`tranches/wings.py`), so nothing lists it a second time; here is looked
whether what belongs together is all there. A name that two things bear, a kind of event without words and a clock without a name
are refused at once, when they are registered.
"""

from collections.abc import Iterator
from dataclasses import fields

from django.conf import settings

from documents.papers import sheets
from tranches import policy
from tranches.admin.forms import FORMS
from tranches.services.act import SERVICES


def acts() -> Iterator[tuple[str, str]]:
    """A sentence, and what to do, for each act that cannot be done, and for each form or service of no act."""
    for event, line in policy.POLICY.items():
        if event not in SERVICES:
            yield f"The act {event} has no service.", f'Write one: @act("{event}"), in a module of services.'
        if event not in FORMS and not line.elsewhere:
            yield (
                f"The act {event} has no form at the desk, and nothing says why.",
                "Write a form that names it as its event, or say beside the act in tranches/policy.py where it is done (elsewhere).",
            )
    for what, registry in (("service", SERVICES), ("form", FORMS)):
        for event in registry:
            if event not in policy.POLICY:
                yield (
                    f"The {what} of {event} belongs to no act.",
                    "Give the act its line in tranches/policy.py.",
                )


def papers() -> Iterator[tuple[str, str]]:
    """For each kind of paper without title, nature, date or template."""
    templates = settings.BASE_DIR / "templates"
    for name, sheet in sheets.PAPERS.items():
        if sheet.titles is sheets.Sheet.titles:
            yield f"The paper {name} has no title.", f"Write titles() of {sheet.__name__}."
        if sheet.dated_by not in {field.name for field in fields(sheet)}:
            yield f"The paper {name} bears no date.", f"Name a field of {sheet.__name__} in dated_by."
        if not (templates / getattr(sheet, "template", "")).is_file():
            yield (
                f"The paper {name} has no template.",
                f"Name in {sheet.__name__} a template that stands under templates/papers.",
            )
    for kind in sheets.paper_kinds().values():
        if not kind.nature.strip():
            yield (
                f"The paper {kind.name} does not say what it is.",
                "Give its PaperKind a nature: “a letter”.",
            )
