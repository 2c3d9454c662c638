"""Natron runs this at its start: jobs of CGRU's Afanasy nodes can be put on pools."""

import afpools_natron

afpools_natron.start()
