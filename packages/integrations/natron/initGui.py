"""Natron runs this at its start, where it has windows: the menu entries."""

import NatronGui

_RUN = "import afpools_natron; afpools_natron.%s(app)"

NatronGui.natron.addMenuCommand("CGRU/Afanasy Pools Node", _RUN % "create_node")
NatronGui.natron.addMenuCommand("CGRU/Render Selected on Pool...", _RUN % "render_selected")
