// Sees to it that the programs of the system which the tests need are there: installs them with apt-get where it may,
// else prints the exact commands and fails.
import { execFileSync, spawnSync } from "node:child_process";

/** Each program, why it is needed, and Debian's package that has it. */
const programs = [
  { name: "g++", why: "masks are tested against the real std::regex", package: "g++" },
  { name: "python3", why: "the specification's Python example is run", package: "python3" },
  { name: "chromium", why: "the Pool Manager's page is tested in it", package: "chromium" },
];
// The network scan is tested on networks that only root on Linux may make; elsewhere that test says so and is skipped.
if (process.platform === "linux" && process.getuid() === 0) {
  programs.push({
    name: "ip",
    why: "the network scan is tested on networks of its own",
    package: "iproute2",
  });
}

const isThere = (name) =>
  process.platform === "win32"
    ? spawnSync("where", [name]).status === 0
    : spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;

const missing = programs.filter(({ name }) => !isThere(name));
const needsMongo = !process.env.AFPOOLS_TEST_MONGODB_URL && !isThere("mongod");
if (needsMongo && !isThere("go")) {
  missing.push({
    name: "go",
    why: "FerretDB, the MongoDB of the tests, is built by it",
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
