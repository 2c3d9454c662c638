"""A stand-in of CGRU's module of this name, for tests: it submits a node, and says when that failed."""

import af
import nuke


def render(node):
    job = af.Job(node.knob("jobname").value())
    block = af.Block("render", "nuke")
    block.setNumeric(1, 2)
    block.setCommand("nuke -F @#@-@#@")
    job.blocks.append(block)
    hostsmask = node.knob("hostsmask").value()
    if hostsmask != "":
        job.setHostsMask(hostsmask)
    if not job.send()[0]:
        nuke.message("Unable to send job to server.")
