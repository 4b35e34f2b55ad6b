"""What a host's and a pack's own tests can use: permits that keep every rule, mutants, strategies, contracts."""
