"""Telling people by e-mail that something happened or falls due."""
