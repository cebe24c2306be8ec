"""From the models to the plain sheets that papers are made of.

Each module reads one kind of thing and answers with a sheet of `documents.papers.sheets`. Nothing here writes, renders or
files: that is `tranches.services.paperwork`. What a paper prints of an instruction comes from the content that is signed, not
from the rows beside it.
"""
