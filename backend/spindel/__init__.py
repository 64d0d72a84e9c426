"""Spindeln: a group asks its members, without a name, how nine aspects of their samverkan are."""
