"""A node for Natron: CGRU's Afanasy node with a page where its pool is chosen."""

from typing import Any

import afpools_natron


def getPluginID() -> str:
    # Begins as CGRU's: what goes by that takes it for one of its own.
    return "cgru.afanasypools"


def getLabel() -> str:
    return "Afanasy Pools"


def getVersion() -> int:
    return 1


def getGrouping() -> str:
    return ""


def getPluginDescription() -> str:
    return "CGRU's Afanasy node, with a page where the pool of render hosts is chosen."


def createInstance(app: Any, group: Any) -> None:
    import afanasyGroup

    afanasyGroup.createInstance(app, group)
    afpools_natron.add_page(group)
