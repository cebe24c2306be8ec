"""How the parts of the house make themselves known.

Whatever there are many of is registered where it is written: a clock by `@makes`, a paper by `@paper`, a form by naming its `event`,
a wall by `@wall`, a check of the record by `@per_agreement` or `@over_all`, a kind of event by `register`. To be known a module has
only to be imported, and `read` imports every module of one part: the heart's and each wing's. Nothing lists them a second time; what
is missing all the same, the start-up checks name (`escrow_site/checks.py`).

A wing is what could be taken away and a release would still work. It is a package of `tranches` with the same parts each time, a
module or a package each, those that it needs: models, selectors, services, clocks, papers, forms, pages, portal, walls, checks.
The heart imports no wing.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import walk_packages

WINGS: tuple[str, ...] = ("money", "rights", "positions", "notices", "statements", "supposing", "keeping")

# Where the heart has a part that is called otherwise there.
_IN_THE_HEART = {
    "clocks": "selectors.clocks",
    "checks": "verification",
    "forms": "admin.forms",
    "pages": "admin",
}


def read(part: str) -> None:
    """Import every module of a part, so that what is written there is known."""
    for name in modules_of(part):
        import_module(name)


def modules_of(part: str) -> Iterator[str]:
    """The names of the modules of a part: `services` gives those of the heart and of every wing."""
    for home in (_IN_THE_HEART.get(part, part), *(f"{wing}.{part}" for wing in WINGS)):
        name = f"tranches.{home}"
        if find_spec(name) is None:
            continue
        yield name
        yield from (
            found.name
            for found in walk_packages(import_module(name).__dict__.get("__path__", ()), f"{name}.")
        )
