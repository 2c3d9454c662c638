// Sees to it that the programs of the system which the tests need are there: installs them with apt-get where it may,
// else prints the exact commands and fails.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { installPythonTools, python } from "./python-tools.mjs";

const isThere = (name) =>
  process.platform === "win32"
    ? spawnSync("where", [name]).status === 0
    : spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;

/** Does this Python run the code? */
const runs = (program, code) => spawnSync(program, ["-c", code]).status === 0;

/** Each program, why it is needed, Debian's package that has it, and what tells whether it is there: by default its name. */
const programs = [
  { name: "g++", why: "masks are tested against the real std::regex", package: "g++" },
  { name: "python3", why: "what is for programs with Python is tested in it", package: "python3" },
  {
    name: "pip",
    why: "it brings what checks the Python code",
    package: "python3-pip",
    isHere: () => runs(python, "import pip"),
  },
  { name: "blender", why: "its add-on is tested in Blender", package: "blender" },
  {
    name: "Qt for Python",
    why: "what is in AfStarter's window is tested in Qt",
    package: "python3-pyqt6",
    isHere: () => [python, "/usr/bin/python3"].some((path) => runs(path, "import PyQt6.QtWidgets")),
  },
  {
    name: "Qt 5 for Python",
    why: "the chooser's dialog is tested in it, too",
    package: "python3-pyqt5 python3-pyside2.qtwidgets",
    isHere: () => runs("/usr/bin/python3", "import PyQt5.QtWidgets, PySide2.QtWidgets"),
  },
  { name: "Xvfb", why: "windows are tested without a screen", package: "xvfb" },
  {
    name: "mcs",
    why: "the example in C# is compiled and run",
    package: "mono-mcs mono-runtime libmono-system-runtime-serialization4.0-cil",
    isHere: () => isThere("mcs") && existsSync("/usr/lib/mono/4.5/System.Runtime.Serialization.dll"),
  },
  { name: "curl", why: "it offers HTTP/2 with its requests, as many clients do", package: "curl" },
  {
    name: "javac",
    why: "Java's HTTP client is tried against the server",
    package: "default-jdk-headless",
  },
  { name: "zsh", why: "completion is tested in it", package: "zsh" },
  { name: "fish", why: "completion is tested in it", package: "fish" },
  { name: "man", why: "the manual page is read by it", package: "man-db" },
  { name: "chromium", why: "the Pool Manager's page is tested in it", package: "chromium" },
  { name: "firefox-esr", why: "the main paths of the page are tested in it, too", package: "firefox-esr" },
];
// Networks, disks and clocks of the tests' own are there for root on Linux alone; elsewhere those tests are skipped.
if (process.platform === "linux" && process.getuid() === 0) {
  programs.push(
    { name: "ip", why: "the network scan is tested on networks of its own", package: "iproute2" },
    { name: "unshare", why: "a full disk is one of the test's own", package: "util-linux" },
    { name: "systemd-analyze", why: "the unit for systemd is checked by it", package: "systemd" },
    { name: "haproxy", why: "the configuration of a balancer is checked", package: "haproxy" },
    { name: "faketime", why: "a server is run by a clock that jumps", package: "faketime" },
  );
}

const missing = programs.filter(({ name, isHere = () => isThere(name) }) => !isHere());
if (!isThere("go")) {
  missing.push({
    name: "go",
    why: "Toxiproxy, the failing network of the tests, is built by it, and FerretDB where there is no MongoDB",
    package: "golang-go",
  });
}

if (missing.length > 0) {
  const packages = missing.flatMap((program) => program.package.split(" "));
  const commands = [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "--no-install-recommends", ...packages],
  ];
  const mayInstall = process.getuid?.() === 0 && isThere("apt-get");
  if (!mayInstall) {
    for (const { name, why } of missing) console.error(`${name} is missing: ${why}.`);
    console.error(
      `Install what is missing, then run the tests again:\n  ${commands.map((c) => `sudo ${c.join(" ")}`).join("\n  ")}`,
    );
    process.exit(1);
  }
  for (const [program, ...args] of commands) execFileSync(program, args, { stdio: "inherit" });
}

installPythonTools();
