import { existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { tempFolder } from "../testing/temp-folder.js";
import { createLog } from "./create-log.js";
import { isJournal, withPriority } from "./journal.js";
import { redacted } from "./redact.js";

const linesOf = (file: string) =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("a log in a file", () => {
  it("holds JSON lines from its level on, one after those of before, for its owner and group", () => {
    const file = join(tempFolder(), "logs", "server.log");
    createLog("warn", { file }).info({}, "not this");
    createLog("warn", { file }).warn({ address: "10.0.0.7" }, "this");
    createLog("debug", { file }).debug({}, "and this");
    expect(linesOf(file)).toEqual([
      { level: "warn", time: expect.stringMatching(/^\d{4}-.*Z$/), address: "10.0.0.7", msg: "this" },
      { level: "debug", time: expect.any(String), msg: "and this" },
    ]);
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it("has nothing in it that a terminal would obey", () => {
    const file = join(tempFolder(), "server.log");
    createLog("info", { file }).info({ job: "\u009b31m\u202e" }, "seen");
    expect(readFileSync(file, "utf8")).toContain(String.raw`"job":"\u009b31m\u202e"`);
    expect(linesOf(file)).toMatchObject([{ job: "\u009b31m\u202e" }]);
  });

  it("goes on in a new file after it was moved away", () => {
    const file = join(tempFolder(), "server.log");
    const log = createLog("info", { file });
    log.info({}, "first");
    renameSync(file, `${file}.1`);
    log.info({}, "second");
    expect(existsSync(file)).toBe(false);
    log.reopen();
    log.info({}, "third");
    expect([linesOf(`${file}.1`), linesOf(file)].map((lines) => lines.map(({ msg }) => msg))).toEqual([
      ["first", "second"],
      ["third"],
    ]);
  });

  it("that cannot be written is told at the start", () => {
    const folder = tempFolder();
    expect(() => createLog("info", { file: folder })).toThrow(
      expect.objectContaining({ code: "INVALID_CONFIG", message: expect.stringContaining(folder) }),
    );
  });

  // Linux has a file on a disk that is always full.
  it.runIf(process.platform === "linux")(
    "on a full disk loses lines, but not the process, and says so once",
    () => {
      const told: string[] = [];
      const write = vi
        .spyOn(process.stderr, "write")
        .mockImplementation((text) => told.push(String(text)) > 0);
      const log = createLog("info", { file: "/dev/full" });
      for (let line = 0; line < 3; line += 1) log.info({ line }, "lost");
      write.mockRestore();
      expect(told).toEqual([
        expect.stringContaining("/dev/full (log.file) cannot be written, lines are lost: ENOSPC"),
      ]);
    },
  );

  it("holds no secrets, wherever they stand", () => {
    const file = join(tempFolder(), "server.log");
    const log = createLog("info", { file });
    const secret = "s3cr3t";
    log.info(
      { password: secret, user: { token: secret }, request: { headers: { cookie: secret } } },
      "values",
    );
    log.info({ error: `mongodb://anna:${secret}@db/afpools is away` }, `Authorization: Bearer ${secret}`);
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain(secret);
    expect(text).toContain("mongodb://anna:***@db/afpools is away");
    expect(text).toContain("Bearer ***");
  });
});

describe("redacted", () => {
  it.each([
    ["mongodb+srv://u:p%40ss@db/x?y=z", "mongodb+srv://u:***@db/x?y=z"],
    ["Basic dXNlcjpwYXNz", "Basic ***"],
    [`token afp_${"0a".repeat(12)}_${"x-_".repeat(14)}x is old`, `token afp_${"0a".repeat(12)}_*** is old`],
    ["http://farm:9980/welcome#token=a-B_3", "http://farm:9980/welcome#token=***"],
    ["http://10.0.0.7:9980/readyz", "http://10.0.0.7:9980/readyz"],
    ["anna@studio: 3 pools", "anna@studio: 3 pools"],
    ["basically fine", "basically fine"],
  ])("%s becomes %s", (line, expected) => expect(redacted(line)).toBe(expected));
});

describe("the journal", () => {
  it("is told by its device and inode", () => {
    const { dev, ino } = statSync(process.execPath);
    expect(isJournal(2, {})).toBe(false);
    expect(isJournal(2, { JOURNAL_STREAM: `${dev}:${ino}` })).toBe(false);
    expect(isJournal(9_999, { JOURNAL_STREAM: `${dev}:${ino}` })).toBe(false);
  });

  it("gets each line's priority before it", () => {
    expect(withPriority('{"level":"error","msg":"x"}\n')).toBe('<3>{"level":"error","msg":"x"}\n');
    expect(withPriority('{"level":"info"}\n')).toMatch(/^<6>/);
    expect(withPriority("{}\n")).toMatch(/^<6>/);
  });
});
