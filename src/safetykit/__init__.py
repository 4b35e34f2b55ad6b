"""Typed domain models for work permits, hazard lists and audit trails."""
