"""Data only: one font for rare Chinese characters, the ranges of what is in it, and its licence."""
