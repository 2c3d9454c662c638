"""A stand-in of CGRU's package of this name, for tests."""
