"""The papers: PDFs made from plain data.

A caller builds one of the frozen dataclasses of `sheets` and hands it to `render.render`, which answers with the bytes of
a PDF. Nothing here reads the database, the clock, the network or a setting: what is not on the sheet is not on the paper.
"""
