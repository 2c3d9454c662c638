import { Afserver, readHosts } from "@afpools/afanasy";
import { toCorePool, toFarm } from "@afpools/api/client";
import { Farm, resolveExpression, toAfpoolsError } from "@afpools/core";
import { createPoolClient } from "@afpools/protocol/client";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { Follower } from "../testing/follower.js";
import { startApi } from "../testing/test-api.js";

const operand = fc.constantFrom(
  "ram>=60G",
  "ram<100G",
  "gpu:none",
  "gpu:*A6000*",
  "gpu-ram>=16G",
  "cores>=16",
  "os:linux",
  "user:none",
  "engine<4",
  "native:/",
  "rack:B2",
  "big",
  "nobody",
  "ws-*",
  "host:pc-1",
);

const { expression } = fc.letrec<{ expression: string; pair: string }>((tie) => ({
  expression: fc.oneof({ maxDepth: 3 }, operand, tie("pair")),
  pair: fc
    .tuple(tie("expression"), fc.constantFrom("+", "-", "&"), tie("expression"))
    .map(([left, sign, right]) => `(${left}) ${sign} (${right})`),
}));

/** The hosts that are meant, or the code of the refusal. */
async function meant(of: () => Promise<readonly string[]> | readonly string[]): Promise<readonly string[]> {
  try {
    return [...(await of())].sort();
  } catch (error) {
    return [toAfpoolsError(error).code];
  }
}

it("an expression with facts means the same in core, API, pool protocol, command line and page", async () => {
  const api = await startApi({ renders: ["pc-1"] });
  const { simulated } = api;
  if (!simulated) throw new Error("There is an afserver.");
  const resources = {
    cpu_num: 32,
    mem_total_mb: 64_000,
    gpu_string: "NVIDIA RTX A6000",
    gpu_mem_total_mb: 48_000,
  };
  simulated.farm.startRender({ name: "ws-1", os: "unix linux 64 debian 12", resources });
  simulated.farm.startRender({
    name: "WS-2",
    os: "windows 11",
    resources: { mem_total_mb: 128_000, gpu_string: "" },
  });
  simulated.farm.startRender({ name: "lt-1", resources: { mem_total_mb: 0 } });
  const editor = api.as("editor");
  await editor.createPool({ body: { name: "rack:B2", rules: ["pc-*"], hosts: ["ws-2", "old-1"] } });
  await editor.createPool({ body: { name: "big", rules: ["ram>=60G", "never gpu:none"] } });
  await editor.createPool({ body: { name: "nobody" } });
  await editor.createPool({ body: { name: "hold:lt-1", rules: ["lt-1"] } });
  const follower = new Follower(api.as());
  await follower.until(({ hosts, pools }) => hosts.size === 4 && pools.size === 4);
  const { port } = api.daemon.address;
  const protocol = createPoolClient({ host: "127.0.0.1", port, keep: true });
  onTestFinished(() => protocol.close());
  const afserver = new Afserver(simulated.address);
  await fc.assert(
    fc.asyncProperty(expression, async (text) => {
      const { state } = follower.subscription;
      const pools = [...(state?.pools.values() ?? [])].map(toCorePool);
      const membersIn = (farm: Farm) => resolveExpression(text, pools, farm).hosts.map(({ name }) => name);
      // The command line without a server reads afserver itself.
      const expected = await meant(async () => membersIn(new Farm(await readHosts(afserver))));
      const told: Record<string, readonly string[]> = {
        page: await meant(() => membersIn(toFarm(state?.hosts.values() ?? []))),
        api: await meant(async () => {
          const { hosts } = await api.as().explainHosts({ body: { expression: text } });
          return hosts.filter(({ admitted }) => admitted).map(({ name }) => name);
        }),
        protocol: await meant(async () => {
          const { hosts } = await protocol.hosts({ facts: true });
          const known = hosts.flatMap(({ online, ...host }) =>
            online === null ? [] : [{ ...host, online }],
          );
          return membersIn(
            new Farm(
              known.map(({ name, online, address, engine, nativePool, facts }) => ({
                name,
                online,
                ...(address && { address }),
                ...(engine && { engine }),
                ...(nativePool && { nativePool }),
                ...(facts && { facts }),
              })),
            ),
          );
        }),
      };
      for (const [way, hosts] of Object.entries(told))
        expect([text, way, hosts]).toEqual([text, way, expected]);
      // A mask is for hosts that there are.
      if (
        expected.length > 0 &&
        !expected.some((each) => each === each.toUpperCase() && each.includes("_"))
      ) {
        const { plan } = await protocol.mask({ expression: text });
        expect([text, [...plan.hosts].sort()]).toEqual([text, expected]);
      }
    }),
    { numRuns: 40 },
  );
});
