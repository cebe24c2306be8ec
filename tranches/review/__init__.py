"""The review: compliance looks at the record and hands out copies of it; nothing is decided here."""
