"""The road of a release: checklist, authorisation, letter, answer, and shares that come back."""
