"""The whole record as one timeline: journal, approvals, postings, histories and reads, for the review."""
