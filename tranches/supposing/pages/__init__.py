"""The pages of readings and what-if, at both doors."""
