"""From the models to the plain sheets that papers are made of.

A paper is a module: its sheet (a `documents.papers.sheets.Sheet`, with its titles, its template and the kinds it is filed as), and the
function that reads the rows and fills it in. A sheet or builder that is long has a module of its own. Nothing here writes, renders or
files: that is `tranches.services.paperwork`. What a paper prints of an instruction comes from the content that is signed, not
from the rows beside it.
"""
