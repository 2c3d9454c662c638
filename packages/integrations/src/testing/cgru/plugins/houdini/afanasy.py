"""A stand-in of CGRU's module, for tests: it submits a node, and does not look at what ``send()`` gives."""

import af


def render(node):
    node.parm("soho_foreground").set(1)
    job = af.Job(node.parm("job_name").evalAsString())
    block = af.Block("render", "hbatch")
    block.setNumeric(1, 2)
    block.setCommand("hrender_af -s @#@ -e @#@")
    job.blocks.append(block)
    if node.parm("enable_extended_parameters").eval():
        job.setHostsMask(node.parm("hosts_mask").evalAsString())
    job.send()
    node.parm("soho_foreground").set(0)
