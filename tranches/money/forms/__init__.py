"""The desk's forms about money."""
