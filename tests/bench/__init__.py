"""What an act and a page cost: statements under ceilings (a test), time against baselines (`make bench`)."""
