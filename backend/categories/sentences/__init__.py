"""A sentence model of the installation's own (ONNX) beside the built-in categoriser: an optional extra."""
