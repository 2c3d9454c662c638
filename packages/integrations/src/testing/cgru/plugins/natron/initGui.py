"""A stand-in of CGRU's start-up script for Natron, for tests."""

import NatronGui

NatronGui.natron.addMenuCommand("CGRU/Render Selected...", "import afanasy; afanasy.renderSelected(app)")
