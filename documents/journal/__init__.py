"""The journal: what happened, in order, chained so that nothing can be taken out or put in unnoticed."""
