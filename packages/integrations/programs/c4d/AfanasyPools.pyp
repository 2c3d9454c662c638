"""Cinema 4D loads this at its start: the command "Afanasy Pools..." in the menu of plugins."""

import os
import sys

import c4d

_ROOT = os.environ.get("CGRU_LOCATION", "")
_MODULES = os.path.join(_ROOT, "afpools", "python")
if _MODULES not in sys.path:
    sys.path.append(_MODULES)

import afpools_hook
from afpools_programs import c4d as afpools_c4d

# Cinema 4D's Python need not regard PYTHONPATH.
afpools_hook.watch()


class ChoosePool(c4d.plugins.CommandData):
    def Execute(self, doc):
        afpools_c4d.choose_pool()
        return True


c4d.plugins.RegisterCommandPlugin(
    id=afpools_c4d.PLUGIN_ID,
    str="Afanasy Pools...",
    info=0,
    icon=None,
    help="Choose the pool of render hosts for this document's jobs",
    dat=ChoosePool(),
)
