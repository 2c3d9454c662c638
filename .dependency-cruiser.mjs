/** Which package may import which (docs/decisions/0001-packages.md): core <- protocol, stores, afanasy, api <- server <- cli. */
const allowed = {
  core: [],
  protocol: ["core"],
  "store-sqlite": ["core"],
  "store-mongo": ["core"],
  afanasy: ["core"],
  api: ["core"],
  scan: ["core"],
  server: ["core", "protocol", "store-sqlite", "store-mongo", "afanasy", "api", "scan"],
  manager: ["core", "api"],
  integrations: ["core"],
  cli: [
    "core",
    "protocol",
    "store-sqlite",
    "store-mongo",
    "afanasy",
    "api",
    "scan",
    "server",
    "manager",
    "integrations",
  ],
};

const tests = "(\\.test\\.ts$|/testing/)";

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "not-to-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...Object.entries(allowed).map(([name, targets]) => ({
      name: `${name}-imports-only-${targets.join("-") || "itself"}`,
      severity: "error",
      from: { path: `^packages/${name}/`, pathNot: tests },
      to: { path: "^packages/", pathNot: `^packages/(${[name, ...targets].join("|")})/` },
    })),
    {
      name: "no-deep-import",
      comment: "Another package is imported by its name, through what it exports.",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: {
        path: "^packages/",
        pathNot:
          "^packages/$1/|^packages/[^/]+/src/(index|internal/index|testing/index|client/index|node/index)\\.ts$",
      },
    },
    {
      name: "core-runs-in-a-browser",
      severity: "error",
      from: { path: "^packages/core/src/", pathNot: tests },
      to: { dependencyTypes: ["core", "npm"] },
    },
    {
      name: "protocol-codec-runs-anywhere",
      severity: "error",
      from: { path: "^packages/protocol/src/", pathNot: `${tests}|^packages/protocol/src/client/` },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "cli-starts-quickly",
      comment:
        "What a command needs of these is loaded when it runs: `afpools --help` does not wait for it, but for what finds out where it works.",
      severity: "error",
      from: { path: "^packages/cli/src/(main|app|command-line|commands|input|output)", pathNot: tests },
      to: {
        path: "^packages/(afanasy|api|server|protocol|store-[a-z]+)/",
        pathNot: "^packages/api/src/node/",
        dependencyTypesNot: ["dynamic-import", "type-only"],
      },
    },
    {
      name: "no-test-code-in-production",
      severity: "error",
      from: { path: "^packages/[^/]+/src/", pathNot: tests },
      to: { path: "\\.test\\.ts$|^tools/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/dist/|tsup\\.config\\.ts$" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types"] },
  },
};
