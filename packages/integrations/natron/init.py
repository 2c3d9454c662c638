"""Natron runs this at its start: jobs of CGRU's Afanasy nodes can be put on pools."""

import sys

if sys.version_info >= (3, 7):
    import afpools_natron

    afpools_natron.start()
