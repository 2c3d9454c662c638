import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cliPage, readManual } from "./cli-page.js";
import { errorCodesPage } from "./error-codes-page.js";
import { httpApiPage } from "./http-api-page.js";
import { jsonOutputPage } from "./json-output-page.js";
import { rolesPage } from "./roles-page.js";
import { settingsPage } from "./settings-page.js";

/**
 * The pages that are made from the built packages, by their paths in `docs/`. They are not kept in the repository.
 *
 * @param root the repository's folder
 */
export function referencePages(root: string): ReadonlyMap<string, string> {
  const manual = readManual(root);
  return new Map([
    ["reference/cli.md", cliPage(manual)],
    ["reference/json-output.md", jsonOutputPage(root)],
    ["reference/settings.md", settingsPage()],
    ["reference/http-api.md", httpApiPage()],
    ["reference/roles.md", rolesPage()],
    ["reference/error-codes.md", errorCodesPage(manual)],
    ["reference/protocol.md", protocolPage(root)],
  ]);
}

/** Writes them where they are not yet as they should be. */
export function writeReferencePages(root: string): void {
  for (const [path, text] of referencePages(root)) {
    const file = join(root, "docs", path);
    mkdirSync(dirname(file), { recursive: true });
    if (read(file) !== text) writeFileSync(file, text);
  }
}

/** The specification as it stands in its package, with links from where it is shown. */
function protocolPage(root: string): string {
  const text = readFileSync(join(root, "packages/protocol/SPEC.md"), "utf8");
  return text.replaceAll(/\]\((?![a-z]+:|#)([^)]+)\)/g, (_, target: string) => {
    const { pathname, hash } = new URL(target, "file:///packages/protocol/SPEC.md");
    return `](../..${pathname}${hash})`;
  });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
