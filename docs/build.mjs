// Builds the documentation's site into `.vitepress/dist`: pages of this folder, and of each library package's API.
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const program = folder("../node_modules/typedoc/bin/typedoc");

/** What a program may import, by package. */
const entries = {
  core: ["src/index.ts", "src/testing/index.ts"],
  protocol: ["src/index.ts", "src/client/index.ts"],
  "store-sqlite": ["src/index.ts"],
  "store-mongo": ["src/index.ts"],
  api: ["src/index.ts", "src/client/index.ts", "src/node/index.ts"],
  afanasy: ["src/index.ts", "src/testing/index.ts"],
  scan: ["src/index.ts"],
  server: ["src/index.ts"],
  manager: ["src/index.ts"],
  integrations: ["src/index.ts"],
};

rmSync(folder("reference/api"), { recursive: true, force: true });
for (const name of readdirSync(folder("../packages")).filter((each) => each in entries)) {
  execFileSync(
    process.execPath,
    [
      program,
      ...["--plugin", "typedoc-plugin-markdown"],
      ...["--out", folder(`reference/api/${name}`)],
      ...["--tsconfig", folder("../tsconfig.json")],
      ...["--name", `@afpools/${name}`, "--readme", "none", "--hideBreadcrumbs", "--disableSources"],
      ...["--entryFileName", "index", "--logLevel", "Error", "--skipErrorChecking"],
      ...entries[name].flatMap((entry) => ["--entryPoints", folder(`../packages/${name}/${entry}`)]),
    ],
    { stdio: "inherit" },
  );
}
await build(folder("."));
