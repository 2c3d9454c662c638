"""A stand-in of Maya's package, after its published documentation, for tests."""
