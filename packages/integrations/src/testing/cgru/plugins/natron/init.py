"""A stand-in of CGRU's start-up script for Natron, for tests."""

import afanasy  # noqa: F401 - as CGRU's does
