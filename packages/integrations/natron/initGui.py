"""Natron runs this at its start, where it has windows: the menu entries."""

import sys

import NatronGui

_RUN = "import afpools_natron; afpools_natron.%s(app)"

if sys.version_info >= (3, 7):
    NatronGui.natron.addMenuCommand("CGRU/Afanasy Pools Node", _RUN % "create_node")
    NatronGui.natron.addMenuCommand("CGRU/Render Selected on Pool...", _RUN % "render_selected")
