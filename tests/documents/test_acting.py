"""A form of an act hands its service who sends it and when, and what it carries beside its answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms

from documents.acting import Acting
from documents.actor import Actor

CLERK = Actor(name="Clerk", capacity="clerk of the escrow agent")
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


class OneAct(Acting, forms.Form):
    key = forms.CharField(required=False)
    marks = forms.CharField(required=False)
    reason = forms.CharField(required=False)


def service(*, actor: Actor, now: datetime, key: str = "", marks: str | None = None, **answers: Any) -> Any:
    return actor, now, key, marks, answers


@pytest.mark.parametrize(
    ("sent", "answers", "heard"),
    [
        ({"key": "k", "marks": "m", "reason": "r"}, {"reason": "r"}, ("k", "m", {"reason": "r"})),
        ({"key": "k", "marks": ""}, {}, ("k", None, {})),  # nothing was shown: nothing is compared
        ({"key": "", "marks": ""}, {}, ("", None, {})),
        ({"key": "k", "marks": "m"}, {"key": "k-1"}, ("k-1", "m", {})),  # one form, several acts
    ],
)
def test_key_and_marks_go_with_the_answers(sent: Any, answers: Any, heard: Any) -> None:
    form = OneAct(sent)
    assert form.is_valid()
    assert form.by(CLERK, NOW).do(service, **answers) == (CLERK, NOW, *heard)
