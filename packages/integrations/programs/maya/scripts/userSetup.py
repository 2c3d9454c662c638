"""Maya runs this at its start, for each module."""

import sys

import maya.utils

if sys.version_info >= (3, 6):
    from afpools_programs import maya as afpools_maya

    maya.utils.executeDeferred(afpools_maya.add_menu)
