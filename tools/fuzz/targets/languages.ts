import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  formatExpression,
  type MaskDialect,
  parseExpression,
  parseHostPattern,
  readMask,
} from "@afpools/core";
import { bytesOf, mayThrow, type Target, textOf } from "../target.js";

const hosts = ["pc-01", "PC-2", "ws.lan", "a", "render_007", "(", "é"];

export const maskReader: Target = {
  name: "mask-reader",
  seeds: [
    "pc-0[13]",
    "(pc|ws)-\\d{1,3}(\\.lan)?",
    "render.*|^a$",
    "a;b c",
    "[[:alpha:]]+[^x-z]*",
    "(a+)+b",
    "(?:x)(?=y)\\b\\1",
  ].map(bytesOf),
  dictionary: [
    ..."( ) [ ] { } | * + ? . ^ $ \\ - , ; : = ! \\d \\w \\s \\b \\B \\1 \\0 \\x41 \\u0041 [: :] [^ {1,9} {999999} (?: (?= (?!".split(
      " ",
    ),
    " ",
    "\n",
    "(".repeat(30),
  ],
  check: async (input) => {
    const text = textOf(input).slice(0, 4_000);
    for (const dialect of ["3.4", "3.3"] satisfies MaskDialect[]) {
      for (const hosts_mask_type of ["regex", "find"] as const) {
        const reader = await mayThrow(["MASK_UNREADABLE"], () =>
          readMask({ hosts_mask: text, hosts_mask_exclude: text, hosts_mask_type }, dialect),
        );
        for (const host of reader ? hosts : []) {
          const verdict = reader?.verdict(host);
          strictEqual(verdict?.admitted, reader?.admits(host));
          ok(verdict?.admitted || (verdict && verdict.why.length > 0));
        }
      }
    }
  },
};

export const poolExpression: Target = {
  name: "pool-expression",
  seeds: ["gpu + nuke - 'ws-*'", '("Heavy Sim" & gpu) - host:pc-[01-05]', "a - (b - c)"].map(bytesOf),
  dictionary: [..."+ - & ( ) \" ' host: * ? [ ] \\ , 😀 é".split(" "), " + ", " - ", " & ", "(".repeat(40)],
  check: async (input) => {
    const parsed = await mayThrow(["INVALID_EXPRESSION", "INVALID_HOST_PATTERN", "INVALID_POOL_NAME"], () =>
      parseExpression(textOf(input)),
    );
    if (!parsed) return;
    const text = formatExpression(parsed);
    deepStrictEqual(formatExpression(parseExpression(text)), text);
  },
};

export const hostPattern: Target = {
  name: "host-pattern",
  seeds: ["pc-*", "ws-[01-20].lan", "render_??"].map(bytesOf),
  dictionary: [..."* ? [ ] - . _ 0 9 001 99999999 a Z é".split(" ")],
  check: async (input) => {
    const pattern = await mayThrow(["INVALID_HOST_PATTERN"], () => parseHostPattern(textOf(input)));
    if (pattern) strictEqual(parseHostPattern(pattern.text).text, pattern.text);
  },
};
