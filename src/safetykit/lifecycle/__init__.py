"""Lifecycles as values: states, moves, slots and milestones, checked when they are built."""
