import { deepStrictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCgruConfig } from "@afpools/afanasy";
import { finish } from "@afpools/core/internal";
import { loadConfig, readFarmFile } from "@afpools/server";
import { parseCertificates, readLegacyConfig } from "@afpools/server/internal";
import { parseInPieces } from "../../../packages/afanasy/src/json/parse-in-pieces.js";
import { repairLines } from "../../../packages/afanasy/src/json/repair-lines.js";
import { formatBackup } from "../../../packages/cli/src/backup/format-backup.js";
import { parseBackup } from "../../../packages/cli/src/backup/parse-backup.js";
import { parsePoolFile } from "../../../packages/cli/src/pool-files/pool-file.js";
import { bytesOf, mayThrow, type Target, textOf } from "../target.js";

const jsonWords = [
  ...'{ } [ ] " \\ : , \n null true 1e999 -0 0.5 \\u0000 "__proto__" "constructor"'.split(" "),
  "\uFEFF",
  "[".repeat(60),
];

function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

/** Lets `read` read a file in which `input` stands. */
async function inFile<T>(
  name: string,
  input: Uint8Array,
  read: (file: string, folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "afpools-fuzz-"));
  try {
    const file = join(folder, name);
    writeFileSync(file, input);
    return await read(file, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const configuration: Target = {
  name: "configuration",
  seeds: [
    '{ "store": "sqlite:/x/pools.db", "server.port": 9999, "server.writes": "loopback", "tls.mode": "off" }',
    '{ "limits.requestBytes": "65536", "masks.dialect": "auto", "log.level": "info" }',
  ].map(bytesOf),
  dictionary: [...jsonWords, '"server.port":', '"store":', '"limits.connections":', "99999999999999999999"],
  check: (input) =>
    inFile("config.json", input, (file) =>
      mayThrow(["INVALID_CONFIG"], () =>
        loadConfig({ file, environment: { AFPOOLS_LOG_LEVEL: textOf(input) } }),
      ),
    ).then(() => undefined),
};

export const legacyConfiguration: Target = {
  name: "legacy-configuration",
  seeds: [
    '{"ip": "", "port": 9999, "max_clients": 32}',
    '{"mongodb_host": "localhost", "mongodb_port": 27017}',
  ].map(bytesOf),
  dictionary: [...jsonWords, '"ip":', '"port":', '"mongodb_host":'],
  check: async (input) => {
    const folder = mkdtempSync(join(tmpdir(), "afpools-fuzz-"));
    const { mkdir, writeFile } = await import("node:fs/promises");
    try {
      for (const program of ["poolmanager", "poolserver"]) {
        const of = join(folder, "utilities", "poolssupport", program);
        await mkdir(of, { recursive: true });
        await writeFile(join(of, "config.json"), input);
      }
      await mayThrow(["INVALID_CONFIG"], () => readLegacyConfig(folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

export const cgruConfiguration: Target = {
  name: "cgru-configuration",
  seeds: [
    '{"cgru_config":{"af_servername":"farm","af_serverport":51000,"include":["x.json"],"OS":{"linux":{"a":1}}}}',
  ].map(bytesOf),
  dictionary: [...jsonWords, '"cgru_config":{', '"include":["config_default.json"]', '"af_servername":'],
  check: (input) =>
    inFile("config_default.json", input, (_, folder) =>
      mayThrow([], () => loadCgruConfig({ env: { CGRU_LOCATION: folder }, homeFolder: folder })),
    ).then(() => undefined),
};

export const farmFile: Target = {
  name: "farm-file",
  seeds: ["pc-[001-120]\n-ws-1 # off\n\nlt-9", '["pc-1", {"name": "pc-2", "online": false}]'].map(bytesOf),
  dictionary: [...jsonWords, "pc-[1-3]", "[1-99999999]", "[", "-", "#", "\r\n"],
  check: (input) =>
    inFile("farm.txt", input, (file) =>
      mayThrow(["INVALID_FILE", "INVALID_HOST_NAME", "INVALID_HOST_PATTERN"], () => readFarmFile(file)),
    ).then(() => undefined),
};

export const poolFile: Target = {
  name: "pool-file",
  seeds: [
    'version: 1\npools:\n  - name: gpu\n    hosts:\n      - pc-01\n      - "pc-[02-04]"\n    rules: [lt-*]\n',
    '{"version":1,"pools":[{"name":"gpu","hosts":["pc-1",{"name":"pc-2","engine":"","ip":"","port":""}]}]}',
  ].map(bytesOf),
  dictionary: [...jsonWords, "- ", "&a ", "*a", "<<: ", "!!binary ", "|\n ", "pc-[1-99999999]", "? "],
  check: async (input) => {
    for (const format of ["yaml", "json"] as const)
      await mayThrow(["INVALID_FILE"], () => parsePoolFile(textOf(input), format, "pools"));
  },
};

export const brokenJson: Target = {
  name: "afserver-json",
  seeds: ['{"jobs":[\n{"name":"a"},\n{"name":"b"c"},\n{"name":"d\\"}\n]}', '{"renders":[\n{"id":1}\n]}'].map(
    bytesOf,
  ),
  dictionary: [...jsonWords, '"name":"', '",\n', '"}\n', `"${"x".repeat(70_000)}",`],
  check: (input) => {
    const text = textOf(input);
    const bytes = Buffer.from(text);
    finish(repairLines(bytes));
    const [expected, read] = [outcome(() => JSON.parse(text)), outcome(() => finish(parseInPieces(bytes)))];
    if (!(read instanceof SyntaxError && read.message.includes("in each other"))) {
      deepStrictEqual(read instanceof SyntaxError, expected instanceof SyntaxError);
      if (!(read instanceof SyntaxError)) deepStrictEqual(read, expected);
    }
  },
};

export const certificateFile: Target = {
  name: "certificate-file",
  seeds: [
    "-----BEGIN CERTIFICATE-----\nMIIBeTCCAR+gAwIBAgIBATAKBggqhkjOPQQDAjAdMRswGQYDVQQDDBJh\n-----END CERTIFICATE-----\n",
  ].map(bytesOf),
  dictionary: ["-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "\n", "MIIB", "=", "\u0000"],
  check: (input) => {
    try {
      parseCertificates(textOf(input));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  },
};

/** With its digest right again, so that what stands in the lines is looked at too. */
export const backups: Target = {
  name: "backups",
  seeds: [
    [
      '{"format":"afpools-backup","version":1,"createdAt":"2026-01-02T03:04:05.678Z","from":"memory:","pools":1,"changes":1,"users":1,"tokens":0}',
      '{"pool":{"id":"000000000000000000000001","name":"gpu","description":"","hosts":[{"name":"pc-1","engine":"","ip":"","port":""}],"rules":["lt-*"],"revision":1,"changedBy":"anna","changedAt":""}}',
      '{"change":{"id":"0000000000000000000000c1","kind":"create","poolId":"000000000000000000000001","poolName":"gpu","revision":1,"diff":{"name":{"before":"","after":"gpu"}},"by":"anna","origin":"cli","at":""}}',
      '{"user":{"id":"u","name":"Anna","role":"admin","disabled":false,"password":"","createdAt":"","revision":1}}',
    ].join("\n"),
    '{"format":"afpools-backup","version":1,"createdAt":"2026-01-02T03:04:05.678Z","from":"memory:","pools":0,"changes":0,"users":0,"tokens":0}',
  ].map(bytesOf),
  dictionary: [...jsonWords, '"version":2', '"pools":0', '{"token":', '"revision":-1', '"role":"root"'],
  check: async (input) => {
    const whole = Buffer.concat([input, bytesOf("\n")]);
    const sha256 = createHash("sha256").update(whole).digest("hex");
    const codes = ["INVALID_FILE", "UNSUPPORTED_VERSION"];
    const end = bytesOf(`${JSON.stringify({ sha256 })}\n`);
    for (const bytes of [input, Buffer.concat([whole, end])]) {
      const backup = await mayThrow(codes, () => parseBackup(bytes, "x"));
      // What is read is written as it was read.
      if (backup) deepStrictEqual(parseBackup(Buffer.from([...formatBackup(backup)].join("")), "x"), backup);
    }
  },
};
