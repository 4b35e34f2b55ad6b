"""Regulations, one folder each. Every one exposes ``PACK``; nothing is registered anywhere."""
