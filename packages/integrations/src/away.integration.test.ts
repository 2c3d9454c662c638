import { applyPool, withPoolFields } from "@afpools/afanasy";
import { judgeJob, pooledJob, removePool } from "@afpools/afanasy/internal";
import {
  AfpoolsError,
  formatExpression,
  hostKey,
  type MaskDialect,
  type Pool,
  parseExpression,
  poolHost,
  readMask,
  resolveExpression,
  toAfpoolsError,
} from "@afpools/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPythons, PythonSession } from "./testing/python.js";

/** What tests of a job that was planned without a server look at. */
type Draft = Parameters<typeof applyPool>[0];
type Change = Parameters<typeof withPoolFields>[1];

const names = ["gpu", "nuke", "Heavy Sim", "ws-fx", "Füße", "12", 'q"uo\\te', "-dash", "host:x"];
const hostNames = ["pc-01", "pc-1", "pc-10", "PC-2", "lt.01", "lt-01", "ws_7", "Node.A", "pc.1"];

const pools: fc.Arbitrary<readonly Pool[]> = fc
  .uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 })
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((name, number) =>
        fc.uniqueArray(fc.constantFrom(...hostNames), { selector: hostKey, maxLength: 5 }).map((hosts) => ({
          id: (number + 1).toString(16).padStart(24, "0"),
          name,
          description: "",
          hosts: hosts.map(poolHost),
          rules: [],
          revision: 1,
          changedBy: "",
          changedAt: "",
        })),
      ),
    ),
  );

const quoted = (name: string) => `"${name.replaceAll(/["\\]/g, "\\$&")}"`;

function expressionOver(all: readonly Pool[]): fc.Arbitrary<string> {
  const pool = fc.constantFrom(...all.map(({ name }) => quoted(name)));
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 4 },
      pool,
      fc.constantFrom("host:pc-01", "HOST:PC-10"),
      fc
        .tuple(tie("expression"), fc.constantFrom("+", " - ", "&"), tie("expression"))
        .map((parts) => parts.join("")),
      tie("expression").map((inner) => `( ${inner} )`),
    ),
  }));
  return expression;
}

const find = fc.constantFrom("", "pc", "pc-1", "pc-1|ws", "lt.", "PC;node", "|", " , ", "Node(A");
const regex = fc.constantFrom("", "pc-.*", "pc-1|ws_7", "[pP][cC]-.*", "lt.1", "pc-0[0-9]", "lt[.]01");
/** Jobs with masks of their own of a type that they say; old afservers know none and read expressions. */
function jobsFor(dialect: MaskDialect): fc.Arbitrary<Draft> {
  const types = dialect === "3.3" ? (["regex"] as const) : (["find", "regex", "untyped"] as const);
  return fc.constantFrom(...types).chain((type) => {
    const mask = type === "regex" ? regex : type === "find" ? find : fc.constant("");
    return fc
      .record({
        name: fc.constant("shot"),
        hosts_mask: mask,
        hosts_mask_exclude: mask,
        annotation: fc.constantFrom("", "take 3", "pool", "swimming pool: blue; deep"),
        description: fc.oneof(fc.constant(""), fc.string({ unit: "grapheme" })),
        blocks: fc.array(
          fc.record({
            name: fc.constant("render"),
            hosts_mask: mask,
            hosts_mask_exclude: mask,
          }),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
      })
      .map((members): Draft => {
        const isTyped = dialect === "3.4" && type !== "untyped";
        return { ...members, ...(isTyped && { hosts_mask_type: type }) };
      });
  });
}

const cases = fc.tuple(pools, fc.constantFrom<MaskDialect>("3.4", "3.4", "3.3")).chain(([all, dialect]) =>
  fc.record({
    pools: fc.constant(all),
    dialect: fc.constant(dialect),
    expression: expressionOver(all),
    job: jobsFor(dialect),
    restartStrays: fc.boolean(),
  }),
);

function snapshot(all: readonly Pool[], dialect: MaskDialect) {
  return {
    dialect,
    pools: all.map(({ id, name, hosts }) => ({
      id,
      name,
      hosts: hosts.map((host) => host.name),
      online: null,
      rules: [],
    })),
  };
}

/** All spellings in which a host of the tests can register, and some that no pool has. */
const renders = [...hostNames, "pc-01x", "ltx01", "pcx1", "other"].flatMap((name) => [
  name,
  name.toLowerCase(),
  name.toUpperCase(),
]);

function admitted(job: Draft, dialect: MaskDialect): string[] {
  const { hosts_mask = "", hosts_mask_exclude = "", hosts_mask_type } = job;
  const reader = readMask(
    { hosts_mask, hosts_mask_exclude, ...(hosts_mask_type && { hosts_mask_type }) },
    dialect,
  );
  return renders.filter((name) => reader.admits(name));
}

const tagOf = (job: Draft) => pooledJob(job as never);

describe.each(findPythons().slice(0, 1))(
  "jobs that afpools.py in Python $version puts on pools itself",
  (python) => {
    let session: PythonSession;
    beforeAll(() => {
      session = new PythonSession(python);
    });
    afterAll(() => session.close());

    it("bear the tag that the server would write, and render on no other host", async () => {
      let planned = 0;
      await fc.assert(
        fc.asyncProperty(cases, async ({ pools: all, expression, job, dialect, restartStrays }) => {
          const outcome = await session.ask("plan_away", {
            snapshot: snapshot(all, dialect),
            expression,
            job,
            restartStrays,
          });
          const reference = attempt(() =>
            applyPool(job, expression, { pools: all, dialect }, { restartStrays }),
          );
          if (outcome.error) {
            const why = reference instanceof AfpoolsError ? reference.code : "nothing is wrong";
            expect(outcome.error.code).toBe(why);
            return;
          }
          planned += 1;
          if (reference instanceof AfpoolsError) throw reference;
          const here = withPoolFields(job, outcome.result as Change);
          const there = reference.job;
          expect(tagOf(here)?.tag).toEqual(tagOf(there)?.tag);
          expect(here.blocks).toEqual(there.blocks);
          expect(here.annotation).toBe(there.annotation);
          expect(here.hosts_mask_exclude).toBe(there.hosts_mask_exclude);
          expect(here.hosts_mask_type).toBe(there.hosts_mask_type);
          expect(removePool(here)).toEqual(removePool(there));

          const hosts = admitted(here, dialect);
          expect(hosts).toEqual(expect.arrayContaining(admitted(there, dialect)));
          const meant = new Set(resolveExpression(expression, all).hosts.map(({ name }) => hostKey(name)));
          const own = admitted(dialect === "3.3" ? job : { hosts_mask_type: "find", ...job }, dialect);
          for (const host of hosts) expect(meant.has(hostKey(host)) && own.includes(host)).toBe(true);
        }),
        { numRuns: 400 },
      );
      expect(planned).toBeGreaterThan(100);
    });

    it("are followed by the server, which may only say their mask in a shorter way", async () => {
      await fc.assert(
        fc.asyncProperty(cases, async ({ pools: all, expression, job, dialect }) => {
          const outcome = await session.ask("plan_away", {
            snapshot: snapshot(all, dialect),
            expression,
            job,
          });
          fc.pre(!outcome.error);
          const here = withPoolFields(job, outcome.result as Change);
          const pooled = tagOf(here);
          if (!pooled) throw new Error("The job bears no tag.");
          const status = judgeJob(pooled.fields, pooled.tag, { pools: all, dialect });
          expect(status.kind).toBe("following");
          const correction = "correction" in status ? status.correction : undefined;
          expect(Object.keys(correction?.job ?? {}).filter((member) => member !== "hosts_mask")).toEqual([]);
          expect(correction?.blocks ?? []).toEqual([]);
        }),
        { numRuns: 200 },
      );
    });

    it("are not in the way of a job without masks of its own", async () => {
      await fc.assert(
        fc.asyncProperty(cases, async ({ pools: all, expression, dialect }) => {
          const job = { blocks: [{}] } as unknown as Draft;
          const outcome = await session.ask("plan_away", {
            snapshot: snapshot(all, dialect),
            expression,
            job,
          });
          const reference = attempt(() => applyPool(job, expression, { pools: all, dialect }));
          expect(outcome.error?.code).toBe(reference instanceof AfpoolsError ? reference.code : undefined);
        }),
        { numRuns: 200 },
      );
    });

    const soup = fc
      .array(
        fc.constantFrom(
          "gpu",
          "ws-fx",
          "-",
          "+",
          "&",
          "(",
          ")",
          " ",
          "\u3000",
          '"a b"',
          '"',
          "\\",
          "host:pc-1",
          "x:y",
          "[1-2]",
        ),
        { maxLength: 9 },
      )
      .map((parts) => parts.join(""));

    it("are named by expressions that are read as the server reads them", async () => {
      await fc.assert(
        fc.asyncProperty(soup, async (text) => {
          const outcome = await session.ask("normal_form", { expression: text });
          const there = attempt(() => formatExpression(parseExpression(text)));
          if (outcome.error?.code === "FARM_UNKNOWN") return;
          if (outcome.error) expect(there).toMatchObject({ code: outcome.error.code });
          else expect(outcome.result).toBe(there);
        }),
        { numRuns: 1_000 },
      );
    });

    const away = (
      job: object,
      expression = "gpu",
      hosts = ["pc-01"],
      rules: { readonly gpu?: readonly string[]; readonly laptops?: readonly string[] } = { gpu: ["lt-*"] },
    ) =>
      session.ask("plan_away", {
        snapshot: {
          dialect: "3.4",
          pools: [
            { id: "0".repeat(24), name: "gpu", hosts, online: null, rules: rules.gpu ?? [] },
            {
              id: "1".repeat(24),
              name: "laptops",
              hosts: ["lt-01"],
              online: null,
              rules: rules.laptops ?? [],
            },
          ],
        },
        expression,
        job,
      });

    it.each([
      ["masks of a type that only afserver knows", { hosts_mask: "pc", blocks: [{}] }, "MASK_UNREADABLE"],
      ["masks of a block, too", { blocks: [{}, { hosts_mask: "pc" }] }, "MASK_UNREADABLE"],
      [
        "expressions that engines read in several ways",
        { hosts_mask: "(?!pc).*", hosts_mask_type: "regex", blocks: [{}] },
        "MASK_UNREADABLE",
      ],
      [
        "lists that no expression can say",
        { hosts_mask: "pc\\", hosts_mask_type: "find", blocks: [{}] },
        "MASK_UNREADABLE",
      ],
      ["masks that leave no host", { hosts_mask: "ws", hosts_mask_type: "find", blocks: [{}] }, "MASK_EMPTY"],
      [
        "a job that is on a pool",
        { description: "afpools:1?on=gpu&by=mask", blocks: [{}] },
        "INVALID_ARGUMENT",
      ],
      [
        "a job that an earlier version put on a pool",
        { blocks: [{ custom_data: '{"afpools":{}}' }] },
        "INVALID_ARGUMENT",
      ],
    ])("are refused with %s", async (_, job, code) => {
      expect((await away(job)).error?.code).toBe(code);
    });

    it.each([
      ["ws-*", "FARM_UNKNOWN"],
      ["native:/fx", "FARM_UNKNOWN"],
      ["host:pc-[01-03]", "FARM_UNKNOWN"],
      ["gpx", "POOL_NOT_FOUND"],
      ["gpu +", "INVALID_EXPRESSION"],
    ])("are refused on %s", async (expression, code) => {
      expect((await away({ blocks: [{}] }, expression)).error?.code).toBe(code);
    });

    it.each([
      ["gpu - laptops", { laptops: ["lt-*"] }],
      ["gpu - (gpu & laptops)", { laptops: ["lt-*"] }],
      ["gpu", { gpu: ["never pc-01"] }],
      ["laptops - (gpu - laptops)", { laptops: ["never lt-01"] }],
    ])(
      "are refused on %s where rules, of which only a server knows, would leave hosts out",
      async (expression, rules) => {
        const outcome = await away({ blocks: [{}] }, expression, ["pc-01"], rules);
        expect(outcome.error?.code).toBe("FARM_UNKNOWN");
      },
    );

    it("are planned without the hosts that are held, and refused where only a server knows them", async () => {
      const hosts = ["pc-01", "pc-02", "pc-03", "pc-04"];
      const held = (rules: readonly string[], names: readonly string[] = []) =>
        session.ask("plan_away", {
          snapshot: {
            dialect: "3.4",
            pools: [
              { id: "0".repeat(24), name: "gpu", hosts, online: null, rules: [] },
              { id: "1".repeat(24), name: "Hold:fan", hosts: names, online: null, rules },
            ],
          },
          expression: "gpu",
          job: { blocks: [{}] },
        });
      const rules = [
        "pc-03 until 2999-01-01T00:00:00Z",
        "pc-04 until 2026-01-01T00:00:00Z",
        "ws-* until 2026-01-01T00:00:00Z",
      ];
      expect(await held(rules, ["PC-02"])).toMatchObject({ result: { plan: { hosts: ["pc-01", "pc-04"] } } });
      for (const rule of ["pc-*", "rack:B2 until 2999-01-01T00:00:00Z", "never pc-01"]) {
        expect((await held([rule])).error?.code).toBe("FARM_UNKNOWN");
      }
    });

    it("are planned where rules would only let more hosts in", async () => {
      const rules = { laptops: ["lt-*"] };
      const outcome = await away({ blocks: [{}] }, "gpu - (gpu - laptops)", ["pc-01", "lt-01"], rules);
      expect(outcome).toMatchObject({ result: { plan: { hosts: ["lt-01"] } } });
    });

    it("are refused with a mask that afserver would drop", async () => {
      const hosts = Array.from({ length: 10_000 }, (_, number) => `render-${number}`);
      expect((await away({ blocks: [{}] }, "gpu", hosts)).error?.code).toBe("MASK_TOO_LARGE");
    });

    it("warn of members that they leave out", async () => {
      const outcome = await away({ blocks: [{}] }, "gpu", ["pc-01", "pc(1)"]);
      expect(outcome).toMatchObject({
        result: {
          plan: {
            hosts: ["pc-01"],
            warnings: [
              { message: '"pc(1)" cannot stand in a mask and stay out.' },
              { message: "Hosts that the rules of gpu let in stay out: only a Pool Server knows them." },
            ],
          },
        },
      });
    });
  },
);

function attempt<T>(work: () => T): T | AfpoolsError {
  try {
    return work();
  } catch (error) {
    return toAfpoolsError(error);
  }
}
