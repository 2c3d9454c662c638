"""A stand-in of CGRU's script of this name, for tests: it submits the project that Clarisse has open."""

import af

job = af.Job(ix.application.get_current_project_filename())  # noqa: F821 - Clarisse brings it
block = af.Block("image", "clarisse")
block.setNumeric(1, 2)
block.setCommand("crender")
job.blocks.append(block)
status, data = job.send()
print("info line:", data if status else "Unable send job to afserver.")
