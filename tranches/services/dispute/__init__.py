"""Objections, holds, and lifting them."""
