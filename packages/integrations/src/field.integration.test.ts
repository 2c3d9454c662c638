import { delimiter, join } from "node:path";
import { formatExpression, isHostName, type MaskDialect, parseExpression, readMask } from "@afpools/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askOracle } from "../../../tools/mask-oracle/ask-oracle.ts";
import { ownHome } from "./testing/cgru-tree.js";
import { findPythons, PythonSession, pythonPath } from "./testing/python.js";
import { run } from "./testing/run.js";

/** What pools and hosts in expressions of the tests are named. */
const names = ["gpu", "nuke", "Heavy Sim", "A pc B", "ws-fx", "12", "pool", "a.b", "x/y", "Sim"];
/** Names that the field cannot hold, or would read as something else. */
const hardNames = ["Füße", 'q"uo\\te', "a|pc", "a;pc", "{0}", "A - B", "host pc", "a=b", "-dash", "(x)"];
const patterns = ["ws-*", "*-gpu", "?x", "*", "host:pc-01", "host:pc-*", "native:/fx", "host:?"];
const quoted = (name: string) => `"${name.replaceAll(/["\\]/g, "\\$&")}"`;

const { expression: expressions } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...names.map(quoted), ...patterns),
    fc.constantFrom(...hardNames.map(quoted)),
    fc
      .tuple(tie("expression"), fc.constantFrom(" + ", " - ", " & "), tie("expression"))
      .map((parts) => parts.join("")),
    tie("expression").map((inner) => `(${inner})`),
  ),
}));

/** What people may type behind `pool=`: pieces of expressions, of masks and of regular expressions. */
const typed = fc
  .array(
    fc.constantFrom(
      ...[
        "gpu",
        "pc",
        "Sim",
        "pool",
        "=",
        "+",
        "-",
        "&",
        "(",
        ")",
        "*",
        "?",
        " ",
        "|",
        ";",
        ",",
        ":",
        '"',
        ".",
      ],
      ...[
        "\\",
        "[",
        "]",
        "[08-12]",
        "{",
        "}",
        "{0}",
        "^",
        "$",
        "host",
        "native",
        "/",
        "pool=",
        "é",
        "#",
        "%",
      ],
    ),
    { minLength: 1, maxLength: 7 },
  )
  .map((parts) => `pool=${parts.join("")}`);

/** Host names that a mask could let in by mistake: pieces of it, and what is left without the characters of expressions. */
function suspects(mask: string): string[] {
  const pieces = mask.split(/[^A-Za-z0-9._-]+/).flatMap((piece) => [piece, `${piece}-01`, `${piece}x`]);
  const squeezed = [mask.replaceAll(/[^A-Za-z0-9._-]/g, ""), mask.replaceAll(/=[*?+]?|[^A-Za-z0-9._-]/g, "")];
  const usual = ["pool", "pool-gpu", "poolgpu", "pc-01", "PC-1", "gpu", "a", "render.studio.example", "p"];
  return [...pieces, ...squeezed, ...usual].filter(isHostName);
}

const readers = [
  ["3.4", "find"],
  ["3.4", "regex"],
  ["3.3", undefined],
] as const satisfies readonly (readonly [MaskDialect, "find" | "regex" | undefined])[];

/** The hosts that a hosts mask lets in on some release, where nobody makes a plan of it. */
function letIn(mask: string): string[] {
  return readers.flatMap(([dialect, type]) => {
    const reader = readMask({ hosts_mask: mask, ...(type && { hosts_mask_type: type }) }, dialect);
    return suspects(mask).filter((name) => reader.admits(name));
  });
}

const pythons = findPythons();

describe("pool= in a hosts mask", () => {
  let session: PythonSession;
  let newest: PythonSession;
  beforeAll(() => {
    session = new PythonSession(pythons[0] as (typeof pythons)[number]);
    newest = new PythonSession(pythons.at(-1) as (typeof pythons)[number]);
  });
  afterAll(() => Promise.all([session.close(), newest.close()]));

  const read = (masks: readonly string[]) => session.result<(string | null)[]>("read_field", { masks });

  it("lets nobody in where nobody reads it, whatever is typed and accepted", async () => {
    const accepted = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(typed, { minLength: 50, maxLength: 100 }), async (masks) => {
        const results = await read(masks);
        for (const [index, mask] of masks.entries()) {
          if (results[index] === null || mask === "pool=?") continue;
          accepted.add(mask);
          expect([mask, letIn(mask)]).toEqual([mask, []]);
        }
      }),
      { numRuns: 300, seed: 19 },
    );
    expect(accepted.size).toBeGreaterThan(300);
  });

  it("matches nothing in the engines that afserver has, of any release, which read all of it", async () => {
    const masks = fc.sample(typed, { numRuns: 6000, seed: 11 });
    const results = await read(masks);
    const accepted = masks.filter((mask, index) => results[index] !== null && mask !== "pool=?");
    expect(accepted.length).toBeGreaterThan(100);
    const questions = accepted.map((expression) => ({ expression, names: suspects(expression) }));
    for (const engine of ["ecmascript", "ecmascript-anycase", "extended", "posix"] as const) {
      const wrong = askOracle(engine, questions).flatMap(({ error, matches }, index) =>
        error !== undefined || matches.includes(true) ? [[engine, accepted[index], error]] : [],
      );
      expect(wrong).toEqual([]);
    }
  });

  it("can be written for every expression whose pools have plain names, others by id, and is read as it was meant", async () => {
    let written = 0;
    const ids = Object.fromEntries(hardNames.map((name, index) => [name, `${index}`.padStart(24, "a")]));
    await fc.assert(
      fc.asyncProperty(expressions, async (expression) => {
        const mask = await session.result<string>("write_field", { expression, ids });
        expect(letIn(mask)).toEqual([]);
        expect(mask).toMatch(/^pool=[A-Za-z0-9._/=&+*?()-]+$/);
        written += 1;
        const byId = Object.entries(ids).reduce(
          (text, [name, id]) => text.replaceAll(quoted(name), id),
          expression,
        );
        const [back] = await read([mask]);
        const normal = (text: string) => formatExpression(parseExpression(text));
        expect(normal(back ?? "")).toBe(normal(byId));
      }),
      { numRuns: 400, seed: 19 },
    );
    expect(written).toBe(400);
  });

  it("is left alone by CGRU's check, which drops what Python cannot compile, old Pythons and new ones", async () => {
    const masks = fc.sample(typed, { numRuns: 4000, seed: 7 });
    const both = await Promise.all([read(masks), newest.result<(string | null)[]>("read_field", { masks })]);
    expect(both[0]).toEqual(both[1]);
    const accepted = masks.filter((_, index) => both[0]?.[index] !== null);
    expect(accepted.length).toBeGreaterThan(50);
    for (const one of [session, newest]) {
      expect(await one.result("compiles", { masks: accepted })).toEqual(accepted.map(() => true));
    }
  });

  it.each([
    ["pool=gpu", "gpu"],
    ["POOL=gpu+nuke", "gpu + nuke"],
    ["pool=Heavy=Sim", '"Heavy Sim"'],
    ["pool=Heavy=Sim=-=host=pc-03", '"Heavy Sim" - host:pc-03'],
    ["pool=ws-*=+=gpu", "ws-* + gpu"],
    ["pool==*-gpu", "*-gpu"],
    ["pool=(gpu+nuke)&ws-*", "( gpu + nuke ) & ws-*"],
    ["pool=65f000000000000000000001", "65f000000000000000000001"],
    ['pool="Heavy Sim"', '"Heavy Sim"'],
    ['pool="Heavy Sim" + "gpu"', '"Heavy Sim" + "gpu"'],
    ["pool=?", "?"],
    ["pool==?", "?"],
    ["pool=-", "-"],
  ])("%s means %s", async (mask, expression) => {
    expect(await read([mask])).toEqual([expression]);
  });

  it.each([
    "pool=",
    "pool=(gpu",
    "pool=gpu++nuke",
    "pool=host:pc-01",
    "pool=pc-[08-12]",
    "pc|pool=gpu",
    'pool="A pc B"',
  ])("%s is refused: it would let hosts in, or be dropped, without the hook", async (mask) => {
    expect(await read([mask])).toEqual([null]);
  });

  it.each([
    ["pool = gpu", "Write pool=gpu"],
    ["pool= gpu", "Write pool=gpu"],
    ["pool:gpu", "Write pool=gpu"],
    ["Pool: Heavy Sim", "Write pool=Heavy=Sim"],
    ["pools=gpu + nuke", "Write pool=gpu+nuke"],
    ["pool = ?", "Write pool=?"],
    ["pool : -", "Write pool=-"],
    ["pc-01 pool = gpu", "pool= has to be at its start"],
    ["pool:gpu|pc", "it can have letters, digits"],
    ["pool =", "it names no pool"],
  ])("%s is no mask that goes out as it is: it is refused, with the spelling to use", async (mask, why) => {
    const [problem] = await session.result<(string | null)[]>("field_problems", { masks: [mask] });
    expect(problem).toContain(why);
  });

  it("is told by the command line, with one line for text that cannot be written", async () => {
    const module = join(pythonPath.split(delimiter)[0] ?? "", "afpools.py");
    const field = (expression: string) =>
      run("python3", [module, "field", expression], { environment: ownHome() });
    expect(await field('gpu + "Heavy Sim"')).toEqual({ status: 0, out: "pool=gpu+Heavy=Sim\n", err: "" });
    const { status, err } = await field('"q|x"');
    expect([status, err]).toEqual([
      1,
      expect.stringMatching(/^error: "q\|x" cannot be written in a hosts mask.*\n$/),
    ]);
  });

  it("has no quotes in a block's mask, which break afserver's listings there", async () => {
    expect(
      await session.result("read_field", { masks: ['pool="Heavy Sim"', "pool=Heavy=Sim"], ofBlock: true }),
    ).toEqual([null, '"Heavy Sim"']);
  });

  it("an ordinary mask is none of it", async () => {
    const masks = [
      "pc-01|mypool=gpu",
      "",
      "pc-.*",
      "pool",
      "pool-01:pc",
      "pc:pool:ws",
      "pool|gpu",
      "whirlpool:1",
    ];
    expect(await read(masks)).toEqual(masks.map(() => null));
    expect(await session.result("field_problems", { masks })).toEqual(masks.map(() => null));
  });
});
