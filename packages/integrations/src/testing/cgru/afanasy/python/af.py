"""A stand-in of CGRU's module of this name, for tests: jobs and blocks as stand-ins of submitters use them."""

import json
import re

import afnetwork
import cgruconfig


def _is_expression(pattern):
    try:
        re.compile(pattern)
    except re.error:
        print('Error: Invalid regular expression pattern "%s"' % pattern)
        return False
    return pattern != ""


class _Masked:
    """What jobs and blocks have in common. CGRU drops what Python cannot read as an expression."""

    def setHostsMask(self, value):
        if _is_expression(value):
            self.data["hosts_mask"] = value

    def setHostsMaskExclude(self, value):
        if _is_expression(value):
            self.data["hosts_mask_exclude"] = value


class Block(_Masked):
    def __init__(self, name="block", service="generic"):
        self.data = {"name": name, "service": service, "capacity": 1000, "flags": 0, "working_directory": "/"}
        self.tasks = []

    def setNumeric(self, start=1, end=1, pertask=1, increment=1):
        self.data.update(flags=1, frame_first=start, frame_last=end, frames_per_task=pertask, frames_inc=increment)

    def setCommand(self, command):
        self.data["command"] = command

    def fillTasks(self):
        self.data["tasks"] = []


class Job(_Masked):
    def __init__(self, name="noname"):
        self.data = {
            "name": name,
            "user_name": cgruconfig.VARS["USERNAME"],
            "host_name": cgruconfig.VARS["HOSTNAME"],
            "priority": cgruconfig.VARS["af_priority"],
        }
        self.blocks = []

    def setUserName(self, value):
        self.data["user_name"] = value.lower()

    def setProject(self, value):
        self.data["project"] = value

    def setPools(self, value):
        self.data["pools"] = value

    def setMaintenance(self):
        self.data["maintenance"] = True

    def setAnnotation(self, value):
        self.data["annotation"] = value

    def offline(self):
        self.data["offline"] = True

    setOffline = offLine = offline

    def fillBlocks(self):
        self.data["blocks"] = []
        for block in self.blocks:
            block.fillTasks()
            self.data["blocks"].append(block.data)

    def output(self):
        self.fillBlocks()
        print(json.dumps(self.data, sort_keys=True, indent=4))

    def send(self, verbose=False):
        if len(self.blocks) == 0:
            print("Error: Job has no blocks")
        self.fillBlocks()
        self.data.setdefault("folders", {})
        self.data.setdefault("branch", "/")
        return afnetwork.sendServer(json.dumps({"job": self.data}), verbose)
