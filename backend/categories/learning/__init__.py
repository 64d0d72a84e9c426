"""The categoriser learns from its users: labels, nightly training, versions, agreement and the second reader."""
