"""Nuke: a pool for CGRU's ``afanasy`` node."""

from typing import Any

import afpools_submit
import nuke

import afpools_programs

__all__ = ["PROGRAM", "add_knob", "add_menu", "choose_pool"]

_RUN = "from afpools_programs import nuke as afpools_nuke; afpools_nuke."


class Nuke(afpools_submit.Program):
    def tell(self, reason: str) -> None:
        if nuke.GUI:
            nuke.message(reason)


PROGRAM = Nuke()


def add_menu() -> None:
    """Adds the entries to CGRU's menu, and the button to Afanasy nodes."""
    menu = nuke.menu("Nuke").addMenu("CGRU")
    menu.addCommand("Choose Pool...", _RUN + "choose_pool()")
    menu.addCommand("My Jobs...", _RUN + "show_jobs()")
    nuke.addOnCreate(add_knob, nodeClass="afanasy")


def add_knob() -> None:
    """Adds the button to the node that is being made or loaded."""
    node = nuke.thisNode()
    if node.knob("afpools_choose") is None:
        node.addKnob(nuke.PyScript_Knob("afpools_choose", "Choose Pool...", _RUN + "choose_pool(nuke.thisNode())"))


def choose_pool(node: Any = None) -> None:
    """Writes the pool that a person chooses into *Hosts Mask* of a node, else of the selected ones."""
    nodes = [node] if node else [each for each in nuke.selectedNodes() if each.Class() == "afanasy"]
    if not nodes:
        PROGRAM.tell("Select an Afanasy node first.")
        return
    mask = afpools_programs.choose_hosts_mask(PROGRAM, str(nodes[0].knob("hostsmask").value() or ""))
    if mask is None:
        return
    for each in nodes:
        each.knob("hostsmask").setValue(mask)


def show_jobs() -> None:
    afpools_programs.show_jobs(PROGRAM)
