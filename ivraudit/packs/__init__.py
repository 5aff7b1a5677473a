"""The shelf of policy packs: data, no code."""
