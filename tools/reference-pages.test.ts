import { fileURLToPath } from "node:url";
import { openApiDocument, operationNames } from "@afpools/api";
import { errorKinds } from "@afpools/core";
import { settingKeys } from "@afpools/server/internal";
import { expect, it } from "vitest";
import { readManual } from "../docs/.vitepress/reference/cli-page.js";
import { referencePages } from "../docs/.vitepress/reference/reference-pages.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = referencePages(root);

const headings = (page: string, level: string) =>
  Array.from((pages.get(page) ?? "").matchAll(new RegExp(`^${level} (.+)$`, "gm")), ([, text]) => text);

it("has a section for each command", () => {
  const commands = readManual(root).commands.map(({ name }) => name);
  expect(commands).toContain("pool create");
  expect(headings("reference/cli.md", "##")).toEqual(expect.arrayContaining(commands));
});

it("has what each command prints as JSON", () => {
  const page = pages.get("reference/json-output.md") ?? "";
  expect(page).toContain("| [`pool history`](cli.md#pool-history) | array of [PoolChange](#poolchange) |");
  for (const [, shape = ""] of page.matchAll(/\]\(#(\w+)\)/g))
    expect(headings("reference/json-output.md", "###").map((each) => each?.toLowerCase())).toContain(shape);
});

it("has a section for each setting, with its kind", () => {
  expect(headings("reference/settings.md", "##")).toEqual(settingKeys);
  const page = pages.get("reference/settings.md");
  expect(page).toContain(
    "- default: `9999`\n- type: whole number, 0 to 65535\n- variable: `AFPOOLS_SERVER_PORT`",
  );
  expect(page).toContain("- type: one of `off`, `optional`, `required`");
});

it("has a section for each operation", () => {
  const { paths } = openApiDocument() as { paths: Record<string, Record<string, unknown>> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `\`${method.toUpperCase()} ${path}\``),
  );
  expect(headings("reference/http-api.md", "###")).toEqual(expect.arrayContaining(operations));
});

it("says of each operation which role may do it", () => {
  const page = pages.get("reference/roles.md") ?? "";
  expect(page.match(/^\| .* `[A-Z]+ \/.*$/gm)).toHaveLength(operationNames.length);
  expect(page).toMatch(/`GET \/pools` \| yes ¹ \| yes \| yes \| yes \|/);
  expect(page).toMatch(/`POST \/tokens` \| {2}\| yes \| yes \| yes \|/);
  expect(page).toMatch(/`POST \/pools` \| {2}\| {2}\| yes \| yes \|/);
  expect(page).toMatch(/`GET \/audit` \| {2}\| {2}\| {2}\| yes \|/);
});

it("tells each code with the statuses that it has", () => {
  const rows = pages.get("reference/error-codes.md")?.match(/^\| `[A-Z_]+` .*$/gm) ?? [];
  expect(rows).toHaveLength(Object.keys(errorKinds).length);
  expect(rows.find((row) => row.includes("`POOL_NOT_FOUND`"))).toMatch(
    /\| not-found \| 3 \| 404 \| `core` \|$/,
  );
});
