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

/** What expressions can ask of hosts, by the name that stands before the operator. */
export const facts = {
  os: textFact({ label: "operating system", example: "os:windows" }, (host) => host.facts?.os),
  ip: addressFact({ label: "address", example: "ip:10.2.0.0/16" }, addressesOf),
  engine: versionFact({ label: "version of Afanasy", example: "engine<3.4" }, (host) => host.engine),
  cores: countFact({ label: "number of cores", example: "cores>=32" }, (host) => host.facts?.cores),
  ram: sizeFact({ label: "memory", example: "ram>=64G" }, (host) => host.facts?.ram),
  disk: sizeFact({ label: "disk", example: "disk>=1T" }, (host) => host.facts?.disk),
  gpu: textFact({ label: "GPU", example: "gpu:*A6000*" }, (host) => host.facts?.gpu),
  "gpu-ram": sizeFact({ label: "GPU memory", example: "gpu-ram>=16G" }, (host) => host.facts?.gpuRam),
  user: namesFact({ label: "logged-in users", example: "user:none" }, (host) => host.facts?.users),
  property: namesFact({ label: "properties", example: "property:nuke" }, (host) => host.facts?.properties),
  service: serviceFact({ label: "services", example: "service:blender" }),
} as const satisfies Record<string, Fact>;

export type FactName = keyof typeof facts;

export const factNames = Object.keys(facts) as readonly FactName[];

export function isFactName(text: string): text is FactName {
  return Object.hasOwn(facts, text);
}

function addressesOf({ address, facts: known }: FarmHost): readonly string[] | undefined {
  if (address === undefined) return known?.addresses;
  return [address, ...(known?.addresses ?? [])];
}
