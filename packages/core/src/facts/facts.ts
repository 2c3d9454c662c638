import type { FarmHost } from "../farm/farm.js";
import {
  addressFact,
  countFact,
  type Fact,
  namesFact,
  serviceFact,
  sizeFact,
  textFact,
  versionFact,
} from "./fact-kinds.js";

/**
 * What expressions can ask of hosts, by the name that stands before the operator. Marked as without effect, so that programs that
 * use nothing of it, as the browser's client, are not made with it.
 */
export const facts = {
  os: /* @__PURE__ */ textFact(
    { label: "operating system", example: "os:windows" },
    (host) => host.facts?.os,
  ),
  ip: /* @__PURE__ */ addressFact({ label: "address", example: "ip:10.2.0.0/16" }, addressesOf),
  engine: /* @__PURE__ */ versionFact(
    { label: "version of Afanasy", example: "engine<3.4" },
    (host) => host.engine,
  ),
  cores: /* @__PURE__ */ countFact(
    { label: "number of cores", example: "cores>=32" },
    (host) => host.facts?.cores,
  ),
  ram: /* @__PURE__ */ sizeFact({ label: "memory", example: "ram>=64G" }, (host) => host.facts?.ram),
  disk: /* @__PURE__ */ sizeFact({ label: "disk", example: "disk>=1T" }, (host) => host.facts?.disk),
  gpu: /* @__PURE__ */ textFact({ label: "GPU", example: "gpu:*A6000*" }, (host) => host.facts?.gpu),
  "gpu-ram": /* @__PURE__ */ sizeFact(
    { label: "GPU memory", example: "gpu-ram>=16G" },
    (host) => host.facts?.gpuRam,
  ),
  user: /* @__PURE__ */ namesFact(
    { label: "logged-in users", example: "user:none" },
    (host) => host.facts?.users,
  ),
  property: /* @__PURE__ */ namesFact(
    { label: "properties", example: "property:nuke" },
    (host) => host.facts?.properties,
  ),
  service: /* @__PURE__ */ serviceFact({ label: "services", example: "service:blender" }),
} as const satisfies Record<string, Fact>;

export type FactName = keyof typeof facts;

export const factNames = /* @__PURE__ */ Object.keys(facts) as readonly FactName[];

export function isFactName(text: string): text is FactName {
  return Object.hasOwn(facts, text);
}

function addressesOf({ address, facts: known }: FarmHost): readonly string[] | undefined {
  if (address === undefined) return known?.addresses;
  return [address, ...(known?.addresses ?? [])];
}
