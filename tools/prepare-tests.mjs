// Sees to it that the programs of the system which the tests need are there: installs them with apt-get where it may,
// else prints the exact commands and fails.
import { execFileSync, spawnSync } from "node:child_process";

/** Each program, why it is needed, and Debian's package that has it. */
const programs = [
  { name: "g++", why: "masks are tested against the real std::regex", package: "g++" },
  { name: "python3", why: "the specification's Python example is run", package: "python3" },
];
// Networks, disks and clocks of the tests' own are there for root on Linux alone; elsewhere those tests are skipped.
if (process.platform === "linux" && process.getuid() === 0) {
  programs.push(
    { name: "ip", why: "the network scan is tested on networks of its own", package: "iproute2" },
    { name: "unshare", why: "a full disk is one of the test's own", package: "util-linux" },
    { name: "haproxy", why: "the configuration of a balancer is checked", package: "haproxy" },
    { name: "faketime", why: "a server is run by a clock that jumps", package: "faketime" },
  );
}

const isThere = (name) =>
  process.platform === "win32"
    ? spawnSync("where", [name]).status === 0
    : spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;

const missing = programs.filter(({ name }) => !isThere(name));
if (!isThere("go")) {
  missing.push({
    name: "go",
    why: "Toxiproxy, the failing network of the tests, is built by it, and FerretDB where there is no MongoDB",
    package: "golang-go",
  });
}

if (missing.length > 0) {
  const packages = missing.map((program) => program.package);
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
