"""3ds Max 2021 and later, which have Python 3 and Qt: a pool for CGRU's dialog, which runs ``afjob.py``."""

import afpools_submit
import pymxs

import afpools_programs

__all__ = ["PROGRAM", "choose_pool", "show_jobs"]


class Max(afpools_submit.Program):
    def tell(self, reason: str) -> None:
        pymxs.runtime.messageBox(reason, title="Afanasy Pools")


PROGRAM = Max()


def choose_pool() -> None:
    """Writes the pool that a person chooses where CGRU's dialog takes *Hosts Mask* from, and opens that dialog anew."""
    runtime = pymxs.runtime
    before = str(runtime.execute('if AfHostsMask == undefined then "" else AfHostsMask'))
    mask = afpools_programs.choose_hosts_mask(PROGRAM, before)
    if mask is None:
        return
    # The field takes no quote and no backslash, so that this is a text of MaxScript.
    runtime.execute('persistent global AfHostsMask = "%s"' % mask)
    runtime.execute('macros.run "CGRU" "Afanasy"')


def show_jobs() -> None:
    afpools_programs.show_jobs(PROGRAM)
