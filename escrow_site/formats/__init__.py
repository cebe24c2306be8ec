"""How Django's own pages (registers, lists, history) write days and moments: as our filters do."""
