import { ScanTargets, scanNetwork } from "@afpools/scan";

const targets = ScanTargets.parse(["127.0.0.1"]);
for await (const event of scanNetwork({ targets })) {
  if (event.kind !== "end") continue;
  for (const { address, evidence } of event.machines) console.log(`${address}: ${evidence.join(", ")}`);
}
