"""The forms of the desk: one per act, each sent to its one service. `FORMS` finds a form by the name of its act.

A form makes itself known where it is written; every module of forms is read here.
"""

from tranches import wings
from tranches.admin.forms.base import FORMS, ActForm

wings.read("forms")

__all__ = ["FORMS", "ActForm"]
