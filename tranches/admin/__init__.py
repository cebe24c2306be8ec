"""The desk's pages: forms and figures for clerks and supervisors; every decision is a service's.

The admin finds this package by its name. Importing a register or a page puts it on the site: every module of pages is read here.
"""

from tranches import wings

wings.read("pages")
