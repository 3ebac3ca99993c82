"""Scenarios as a library: inheritance, catalogue, search, lint, and why a sample has its values."""
