"""The papers: PDFs made from plain data.

A caller fills in a `sheets.Sheet` of its app and hands it to `render.render`, which answers with the bytes of a PDF. Nothing here
knows a certain paper, or reads the database, the clock, the network or a setting: what is not on the sheet is not on the paper.
"""
