"""Lint: what can be read and drawn and is probably not what its author meant; one rule a module."""
