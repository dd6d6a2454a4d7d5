"""Measurements, each with its table and its target."""
