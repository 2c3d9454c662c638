"""Maya: a pool for CGRU's submission window."""

from typing import Any

import afpools_submit
from maya import cmds, mel

import afpools_programs

__all__ = ["PROGRAM", "add_menu", "choose_pool", "show_jobs"]

_FIELD = "cgru_afanasy__hosts_mask"
_SAVED = "cgru_afanasy__hosts_mask_ov"


class Maya(afpools_submit.Program):
    def tell(self, reason: str) -> None:
        if not cmds.about(batch=True):
            cmds.confirmDialog(title="Afanasy Pools", message=reason, button=["OK"], icon="warning")


PROGRAM = Maya()


def add_menu() -> None:
    """Adds the menu to Maya's window, where it has one."""
    if cmds.about(batch=True) or cmds.menu("AfanasyPools", exists=True):
        return
    window = mel.eval("$afpools = $gMainWindow")
    menu = cmds.menu("AfanasyPools", label="Afanasy Pools", parent=window)
    cmds.menuItem(label="Choose Pool...", parent=menu, command=lambda *unused: choose_pool())
    cmds.menuItem(label="My Jobs...", parent=menu, command=lambda *unused: show_jobs())


def choose_pool(*unused: Any) -> None:
    """Writes the pool that a person chooses into *Hosts Mask* of CGRU's window, and where that keeps it."""
    del unused
    mask = str(cmds.optionVar(query=_SAVED) or "") if cmds.optionVar(exists=_SAVED) else ""
    is_open = cmds.textField(_FIELD, exists=True)
    if is_open:
        mask = str(cmds.textField(_FIELD, query=True, text=True) or "")
    chosen = afpools_programs.choose_hosts_mask(PROGRAM, mask)
    if chosen is None:
        return
    cmds.optionVar(stringValue=(_SAVED, chosen))
    if is_open:
        cmds.textField(_FIELD, edit=True, text=chosen)


def show_jobs() -> None:
    afpools_programs.show_jobs(PROGRAM)
