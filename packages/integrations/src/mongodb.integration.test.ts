import { createPoolClient } from "@afpools/protocol/client";
import { createLog, startDaemon } from "@afpools/server";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { startMongo, type TestMongo } from "../../../tools/mongodb-for-tests.js";
import { withPymongo } from "./install/fetch-pymongo.js";
import { cgruTree, ownHome } from "./testing/cgru-tree.js";
import { install } from "./testing/install.js";
import { findPythons } from "./testing/python.js";
import { inCgru } from "./testing/run.js";

let mongo: TestMongo;
beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo.stop());

// PyMongo of today needs a newer Python than the module.
const python = findPythons().at(-1)?.path ?? "python3";

it("reads MongoDB itself where afpools has installed PyMongo, and says what is missing where not", async () => {
  const database = `${mongo.url}/afpools_${Date.now()}`;
  const daemon = await startDaemon({
    settings: {
      file: "/nowhere/config.json",
      environment: {},
      flags: {
        store: database,
        "server.port": 0,
        "server.httpPort": 0,
        "server.writes": "loopback",
        "afanasy.server": "none",
      },
    },
    log: createLog("silent"),
  });
  const client = createPoolClient({ host: "127.0.0.1", port: daemon.address.port });
  onTestFinished(async () => {
    await client.close();
    await daemon.close();
  });
  const author = "tests";
  await client.createPool({ author, name: "gpu", hosts: ["PC-01", "pc-03"] });
  await client.createPool({ author, name: "laptops", hosts: ["lt-01"], rules: ["lt-*"] });

  const cgru = cgruTree();
  await install({ targets: ["python"], cgru, server: database });
  const environment = { ...ownHome(), CGRU_PYTHONEXE: python };
  const call = (words: string) =>
    inCgru(cgru, `"$CGRU_PYTHONEXE" afpools/python/afpools.py ${words}`, { environment });
  expect((await call("pools")).err).toBe(
    "error: To read MongoDB directly this Python needs PyMongo: afpools install pymongo.\n",
  );

  await withPymongo(python, (folder) => install({ targets: ["pymongo"], cgru, pymongo: folder }));
  expect((await call("pools")).out).toBe("gpu (2 hosts)\nlaptops (1 host)\n");
  const mask = await call("--json mask 'gpu + laptops'");
  expect(JSON.parse(mask.out)).toMatchObject({
    hosts_mask: "PC-01|lt-01|pc-01|pc-03",
    hosts_mask_type: "regex",
  });
  expect(mask.err).toContain(
    "Hosts that the rules of laptops let in stay out: only a Pool Server knows them.",
  );
  const submit = `import af
job = af.Job("by MongoDB")
job.blocks.append(af.Block("render"))
import afpools
plan = afpools.apply(job, "gpu")
print(job.data["annotation"], plan.is_away)
`;
  const { out } = await inCgru(cgru, '"$CGRU_PYTHONEXE" -', { environment, input: submit });
  expect(out).toBe("pool: gpu False\n");
});
