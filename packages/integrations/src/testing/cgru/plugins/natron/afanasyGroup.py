"""A stand-in of CGRU's node for Natron, for tests."""


def getPluginID():
    return "cgru.afanasy"


def getLabel():
    return "Afanasy"


def createInstance(app, group):
    del app
    page = group.createPageParam("scheduling", "Scheduling")
    for name in ("af_hostsmask", "af_hostsmask_exclude", "af_job_name"):
        page.addParam(group.createStringParam(name, name))
    page.addParam(group.createButtonParam("afanasy_button_send_job", "Send Afanasy Job"))
    group.refreshUserParamsGUI()
    group.onParamChanged.set("afanasy.onParamChanged")
