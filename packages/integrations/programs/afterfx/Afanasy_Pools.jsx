// After Effects: asks for a pool, then runs CGRU's script beside this file with that pool as its hosts mask.
// CGRU's script discards what afjob.py prints. Here a job that was not sent is shown with the reason.

(function () {
	var folder = File($.fileName).parent;
	var isWindows = $.os.indexOf("Windows") === 0;
	var modules = folder.parent.parent.fsName + (isWindows ? "\\afpools\\python" : "/afpools/python");
	var python = $.getenv("CGRU_PYTHONEXE") || (isWindows ? "python.exe" : "python3");

	function run(command) {
		return system.callSystem(isWindows ? 'cmd /c "' + command + ' 2>&1"' : command + " 2>&1");
	}

	function afpools(words) {
		var module = modules + (isWindows ? "\\" : "/") + "afpools.py";
		return run('"' + python + '" "' + module + '" ' + words);
	}

	// What a person writes, and the name of a pool, goes into a file: on a command line a shell would carry parts of it out.
	function hostsMask(expression) {
		var file = new File(Folder.temp.fsName + "/afpools_expression.txt");
		file.encoding = "UTF-8";
		file.open("w");
		file.write(expression);
		file.close();
		var mask = afpools('field --file "' + file.fsName + '"').replace(/\s+$/, "");
		file.remove();
		return mask;
	}

	// After Effects waits for what it calls: pools are listed as they were last, and the server is asked on "Refresh" only.
	function poolNames(words) {
		var names = [];
		var lines = afpools(words).split("\n");
		for (var i = 0; i < lines.length; i++) {
			var line = lines[i].replace(/\s+$/, "");
			if (line !== "") names.push(line);
		}
		return names;
	}

	function chooseMask() {
		var window = new Window("dialog", "Afanasy Pools");
		window.alignChildren = ["fill", "top"];
		window.add("statictext", undefined, "Pool:");
		var list = window.add("dropdownlist", undefined, []);
		window.add("statictext", undefined, "Or an expression, such as gpu + nuke; empty, the defaults of the studio decide:");
		var expression = window.add("edittext", undefined, "");
		var buttons = window.add("group");
		var refresh = buttons.add("button", undefined, "Refresh");
		buttons.add("button", undefined, "Cancel", { name: "cancel" });
		buttons.add("button", undefined, "OK", { name: "ok" });
		function show(names) {
			list.removeAll();
			for (var i = 0; i < names.length; i++) list.add("item", names[i]);
		}
		list.onChange = function () {
			if (list.selection) expression.text = '"' + list.selection.text.replace(/ \([^(]*\)$/, "").replace(/["\\]/g, "\\$&") + '"';
		};
		refresh.onClick = function () { show(poolNames("pools")); };
		show(poolNames("pools --known"));
		if (window.show() !== 1) return null;
		if (expression.text === "") return "";
		var mask = hostsMask(expression.text);
		if (mask.indexOf("pool=") === 0) return mask;
		alert(mask, "Afanasy Pools");
		return null;
	}

	// What CGRU's script calls in place of system.callSystem.
	$.global.afpools_callSystem = function (command) {
		// On Windows CGRU wraps the command in cmd /c "…".
		var told = isWindows ? command.replace("pythonw.exe", "python.exe").replace(/"$/, ' 2>&1"') : command + " 2>&1";
		var output = system.callSystem(told);
		var refusal = /Afanasy Pools: (?!The job renders|Warning)([^\n]*)/.exec(output);
		if (refusal) alert(refusal[1], "The job was not sent", true);
		return output;
	};

	var mask = chooseMask();
	if (mask === null) return;
	var script = new File(folder.fsName + "/Afanasy.jsx");
	script.encoding = "UTF-8";
	script.open("r");
	var source = script.read().replace(/system\.callSystem\(/g, "afpools_callSystem(");
	script.close();
	// Before CGRU's window is made, which shows the mask.
	$.global.eval(source.replace("if( af_CheckScene())", "af.hosts_mask = \"" + mask + "\";\nif( af_CheckScene())"));
})();
