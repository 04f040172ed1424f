"""The tools: each is the only owner of one backing service."""
