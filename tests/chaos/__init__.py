"""Chaos: what is accepted survives whatever dies."""
