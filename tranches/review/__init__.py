"""The review: compliance looks at the record and hands out copies of it; statements of any day are made, nothing is decided here."""
