"""Frozen values: what a permit, a gas test, a sign-off, a finding is. Imports nothing else of the library."""
