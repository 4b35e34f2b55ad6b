"""What a host's and a pack's own tests can use: strategies, contracts."""
