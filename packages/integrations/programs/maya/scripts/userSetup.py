"""Maya runs this at its start, for each module."""

import sys

import maya.utils

if sys.version_info >= (3, 6):
    import afpools_hook
    from afpools_programs import maya as afpools_maya

    # Maya adds our folder to its path after its Python started, so that no sitecustomize of ours may have run.
    afpools_hook.watch()
    maya.utils.executeDeferred(afpools_maya.add_menu)
