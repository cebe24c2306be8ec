"""The forms of the desk: one per act, each sent to its one service. `FORMS` finds a form by the name of its act.

A form makes itself known where it is written; every module of this package is read here.
"""

from importlib import import_module
from pkgutil import iter_modules

from tranches.admin.forms.base import FORMS, ActForm

for _module in iter_modules(__path__, f"{__name__}."):
    import_module(_module.name)

__all__ = ["FORMS", "ActForm"]
