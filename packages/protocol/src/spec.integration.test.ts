import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { type ErrorCode, Farm, isErrorCode, planMask, poolHost, resolveExpression } from "@afpools/core";
import { describe, expect, test } from "vitest";
import { commandNames, commands } from "./commands/commands.js";
import { maxNesting } from "./framing/object-reader.js";
import { defaultMaxRequestBytes, RequestDecoder } from "./request/request-decoder.js";
import { ResponseDecoder } from "./response/response-decoder.js";
import { answers } from "./testing/answers.js";
import { expectCommand } from "./testing/test-server.js";
import { withServer } from "./testing/with-server.js";

const spec = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8");
const blocks = (language: string) =>
  Array.from(
    spec.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, "gm")),
    ([, block = ""]) => block,
  );

const farm = new Farm(["pc-01", "pc-02", "pc-03"].map((name) => ({ name, online: true })));
const gpu = { ...answers["GET POOL"].pool, rules: [], hosts: ["pc-01", "pc-03"].map(poolHost) };

describe("the client in Python", () => {
  const run = async (expression: string) => {
    const { port } = await withServer((request, connection) => {
      const command = expectCommand(request);
      if (command.command !== "GET MASK") throw new Error(command.command);
      const resolution = resolveExpression(command.args.expression, [gpu], farm);
      connection.answer(command, { plan: planMask({ resolution, farm }) }, 0);
    });
    const [program = ""] = blocks("python");
    return promisify(execFile)("python3", ["-c", program, "127.0.0.1", String(port), expression]);
  };

  test("has fifteen lines", () => {
    const [program = ""] = blocks("python");
    expect(program.split("\n").filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(15);
  });

  test("prints the fields that the specification shows", async () => {
    const [shown = ""] = blocks("text");
    expect((await run("gpu")).stdout).toBe(shown);
  });

  test("ends with the server's error", async () => {
    await expect(run("gpx")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("POOL_NOT_FOUND: "),
    });
  });
});

test("every command has its place", () => {
  for (const name of commandNames) expect(spec, name).toMatch(new RegExp(`^###.*\`${name}\``, "m"));
});

test("every argument is named", () => {
  for (const { args } of Object.values(commands)) {
    for (const name of Object.keys(args.shape)) expect(spec).toMatch(new RegExp(`["\`]${name}\\??["\`]`));
  }
});

test("the error codes are those that there are", () => {
  const codes = Array.from(spec.matchAll(/`([A-Z]+_[A-Z_]+)`/g), ([, code = ""]) => code);
  expect(codes.filter((code) => !isErrorCode(code))).toEqual([]);
  const needed: ErrorCode[] = ["NAME_TAKEN", "POOL_NOT_FOUND", "MESSAGE_TOO_LARGE", "MASK_EMPTY"];
  expect(codes).toEqual(expect.arrayContaining(needed));
});

test("the requests that it shows are requests", () => {
  const shown = blocks("text").filter((block) => block.includes('"command"'));
  expect(shown.length).toBeGreaterThan(2);
  for (const block of shown) {
    const [request] = new RequestDecoder().push(Buffer.from(block));
    expect(request).toMatchObject({ kind: "v2" });
  }
});

test("the answers that it shows are answers", () => {
  const shown = blocks("text").filter((block) => block.includes('"type":'));
  const kinds = shown.map((block) => new ResponseDecoder().push(Buffer.from(block)).map(({ kind }) => kind));
  expect(kinds).toEqual([["result"], ["error"]]);
});

test("the results that it shows are results", () => {
  const sections = spec.split(/^### /m).filter((section) => section.startsWith("`"));
  for (const section of sections) {
    const [, name = ""] = /^`([A-Z ]+)`/.exec(section) ?? [];
    const [, shown = "{}"] = /^```json\n([\s\S]*?)^```/m.exec(section) ?? [];
    const command = Object.entries(commands).find(([known]) => known === name)?.[1];
    expect(command?.result.safeParse(JSON.parse(shown)).error?.issues ?? [], name).toEqual([]);
  }
  expect(sections).toHaveLength(8);
});

test("the limits are those of the code", () => {
  expect(spec).toMatch(
    new RegExp(`bytes of one request, .*\\| ${defaultMaxRequestBytes.toLocaleString("en")} `),
  );
  expect(spec).toMatch(new RegExp(`objects and arrays in each other +\\| ${maxNesting} `));
});
