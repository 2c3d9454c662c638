import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { carryOut, planInstallations, planRemovals } from "@afpools/integrations";

// Stands in for a CGRU installation.
const cgru = await mkdtemp(join(tmpdir(), "cgru-"));
await mkdir(join(cgru, "afanasy", "python"), { recursive: true });
await writeFile(join(cgru, "afanasy", "python", "af.py"), "class Job: pass\n");
await writeFile(join(cgru, "version.txt"), "3.4.1\n");

const place = { cgru, environment: {} };
const defaults = { server: "pools.example:9999", page: "http://pools.example:9980/" };
const { plans } = await planInstallations({ ...place, targets: ["python"], defaults, command: ["afpools"] });
for (const plan of plans) {
  for (const { action, path } of plan.steps) console.log(action, path);
  await carryOut(plan);
}

const [removal] = await planRemovals({ ...place, targets: "all" });
console.log(
  `${removal?.steps.length} files would be taken away again, ${removal?.obstacles.length} are in the way`,
);
if (removal) await carryOut(removal);
await rm(cgru, { recursive: true });
