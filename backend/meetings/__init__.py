"""Samverkansmöten: asked for, fixed in time, and the functions invited."""
