"""Where shares go instead: legal dispositions, hand-over, and what stops a delivery to the recipient."""
