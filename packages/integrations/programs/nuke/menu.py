"""Nuke runs this at its start, where it has windows."""

import os
import sys

# Nuke need not have been started in CGRU's environment.
_MODULES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "python")
if _MODULES not in sys.path:
    sys.path.append(_MODULES)

if sys.version_info >= (3, 6):
    import afpools_hook
    from afpools_programs import nuke as afpools_nuke

    afpools_hook.watch()
    afpools_nuke.add_menu()
