"""A stand-in of CGRU's module for Natron, for tests: jobs of the parameters of nodes whose names begin with af_."""

import af
import afanasyGroup  # noqa: F401 - as CGRU's does
import NatronEngine

if not NatronEngine.natron.isBackground():
    import NatronGui


def onParamChanged(thisParam, thisNode, thisGroup, app, userEdited):
    if thisParam.getScriptName() == "afanasy_button_send_job":
        renderNodes(app, [thisNode])


def renderSelected(app):
    renderNodes(app, [node for node in app.getSelectedNodes() if isNodeAfanasy(node)])


def isNodeAfanasy(node):
    return node.getPluginID().split(".")[-1].lower().find("afanasy") == 0


def renderNodes(app, nodes, params=None):
    del params
    results = []
    for node in nodes:
        names = [param.getScriptName() for param in node.getParams()]
        values = {name: node.getParam(name).getValue() for name in names if name.find("af_") == 0}
        results.append(createJob(app, {**values, "nodelabel": node.getLabel()}))
    for result in results:
        if not result["job"].send()[0]:
            NatronGui.natron.errorDialog("Error", "Can`t send job to Afanasy server.")
            break


def createJob(app, params):
    name = params["af_job_name"] or "project." + params["nodelabel"]
    job = af.Job(name)
    job.setHostsMask(params["af_hostsmask"])
    job.setHostsMaskExclude(params["af_hostsmask_exclude"])
    block = af.Block(params["nodelabel"], "natron")
    block.setNumeric(1, 3, 1, 1)
    block.setCommand("natron -b @#@-@#@")
    job.blocks.append(block)
    return {"job": job, "prj": name + ".ntp"}
