"""What programs know of the jobs that they send, and what their menus do. A module for each, over the shared ones."""

import importlib
import sys
from typing import Any, List, Optional

import afpools
import afpools_submit

__all__ = ["choose_hosts_mask", "detect", "show_jobs", "show_page"]

_MODULES = {
    "hou": "houdini",
    "nuke": "nuke",
    "maya.cmds": "maya",
    "pymxs": "max",
    "c4d": "c4d",
}
"""The module that a program brings, and ours for it."""

_windows: List[Any] = []


def detect() -> Optional[afpools_submit.Program]:
    """The program that this process is; nothing for one that is not known."""
    for brought, ours in _MODULES.items():
        if brought in sys.modules:
            program: afpools_submit.Program = importlib.import_module("afpools_programs." + ours).PROGRAM
            return program
    return None


def choose_hosts_mask(program: afpools_submit.Program, mask: str) -> Optional[str]:
    """Lets a person choose what stands in *Hosts Mask*; None where that person cancels, or was told what is wrong."""
    import afpools_qt
    from afpools_choice import decide, submitter

    try:
        decision = decide(submitter(), scene=program.scene(None), user_default=program.user_default())
        return afpools_qt.choose_hosts_mask(program.window(), mask, decision)
    except afpools.AfpoolsError as error:
        program.tell(error.message)
        return None


def show_jobs(program: afpools_submit.Program) -> None:
    """Shows the user's jobs: *Why is it not rendering?* and *Change Pool…*."""
    import afpools_qt_jobs

    # Qt closes what nobody holds.
    _windows[:] = [window for window in _windows if window.widget.isVisible()]
    _windows.append(afpools_qt_jobs.show(program.window()))


def show_page() -> Any:
    """Opens the Pool Manager's page in the browser."""
    import webbrowser

    return webbrowser.open(afpools.page_address())
