-- CGRU's startup.ms loads the macros of this folder. They fill "Hosts Mask" of CGRU's dialog, which runs afjob.py.

Macroscript AfanasyPoolsChoose
ButtonText:"Choose Pool..."
category:"CGRU"
toolTip:"Choose the pool of render hosts for the next job"
(
	python.Execute "from afpools_programs import max as afpools_max; afpools_max.choose_pool()"
)

Macroscript AfanasyPoolsJobs
ButtonText:"My Jobs..."
category:"CGRU"
toolTip:"Why is a job not rendering? Another pool for it"
(
	python.Execute "from afpools_programs import max as afpools_max; afpools_max.show_jobs()"
)

-- 3ds Max 2025 has another menu system: there the macros are under Customize, Hotkey Editor and Menu Editor, category CGRU.
if (IsNetServer() == false) and (menuMan != undefined) do try
(
	local title = "Afanasy Pools"
	local old = menuMan.findMenu title
	if old != undefined do menuMan.unRegisterMenu old
	local menu = menuMan.createMenu title
	menu.addItem (menuMan.createActionItem "AfanasyPoolsChoose" "CGRU") -1
	menu.addItem (menuMan.createActionItem "AfanasyPoolsJobs" "CGRU") -1
	local mainBar = menuMan.getMainMenuBar()
	mainBar.addItem (menuMan.createSubMenuItem title menu) (mainBar.numItems())
	menuMan.updateMenuBar()
)
catch (format "Afanasy Pools: no menu, %\n" (getCurrentException()))
