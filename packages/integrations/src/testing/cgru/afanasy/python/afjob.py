"""A stand-in of CGRU's program of this name, for tests: submits a scene by its command line."""

import argparse
import json
import os
import sys

import af

parser = argparse.ArgumentParser()
parser.add_argument("scene")
parser.add_argument("start", type=int)
parser.add_argument("end", type=int)
for option in ("by", "fpt"):
    parser.add_argument("-" + option, type=int, default=1)
for option in ("name", "hostsmask", "hostsexcl", "pwd", "os"):
    parser.add_argument("-" + option, default="")
parser.add_argument("-pause", action="store_true")
options = parser.parse_args()

job = af.Job(options.name or os.path.basename(options.scene))
block = af.Block("render", "generic")
block.setNumeric(options.start, options.end, options.fpt, options.by)
block.setCommand('render "%s" @#@' % options.scene)
job.blocks.append(block)
job.setHostsMask(options.hostsmask)
job.setHostsMaskExclude(options.hostsexcl)
if options.pause:
    job.offline()
status, data = job.send()
print(json.dumps(data))
if not status:
    sys.exit(1)
