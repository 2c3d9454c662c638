"""Houdini: a pool for CGRU's ``afanasy`` ROP. CGRU's code there does not look at what ``send()`` gives."""

from typing import Any

import afpools_submit
import hou

import afpools_programs

__all__ = ["PROGRAM", "choose_pool", "show_jobs"]


class Houdini(afpools_submit.Program):
    def window(self) -> Any:
        return hou.qt.mainWindow()

    def tell(self, reason: str) -> None:
        if hou.isUIAvailable():
            hou.ui.displayMessage(reason, severity=hou.severityType.Error, title="Afanasy Pools")


PROGRAM = Houdini()


def choose_pool() -> None:
    """Writes the pool that a person chooses into *Hosts Mask* of the selected Afanasy nodes."""
    nodes = [node for node in hou.selectedNodes() if node.type().name() == "afanasy"]
    if not nodes:
        PROGRAM.tell("Select an Afanasy ROP first.")
        return
    mask = afpools_programs.choose_hosts_mask(PROGRAM, nodes[0].parm("hosts_mask").evalAsString())
    if mask is None:
        return
    for node in nodes:
        # CGRU looks at the mask only where its extended parameters are on.
        if mask:
            node.parm("enable_extended_parameters").set(1)
        node.parm("hosts_mask").set(mask)


def show_jobs() -> None:
    afpools_programs.show_jobs(PROGRAM)
