import type { HostFacts, ServiceFacts } from "@afpools/core";
import { nativeProperties } from "../job-pools/native-properties.js";
import { readRenderProperties } from "../job-pools/property-token.js";
import type { HostResources } from "../model/host-resources.js";
import type { NativePool } from "../model/native-pool.js";
import type { Render } from "../model/render.js";
import { nativePoolChains } from "./native-pool-chains.js";

/** The longest text that a fact keeps, in UTF-16 units. */
const maxTextLength = 200;

/** What is known beside a render's entry. */
export interface FactSources {
  /** What its machine measured when it was last online; absent where that is not known. */
  readonly resources?: HostResources | undefined;
  /** What it has by its native pool; absent where Afanasy's own pools were not read. */
  readonly inherited?: InheritedFacts | undefined;
}

/** What a native pool gives to its renders. */
export interface InheritedFacts {
  readonly properties: string;
  readonly services: ServiceFacts;
}

/** The facts of a render; nothing where none is known. */
export function factsOfRender(render: Render, { resources, inherited }: FactSources): HostFacts | undefined {
  const { host, os = host?.os ?? "", netifs } = render;
  const addresses = netifs?.flatMap(({ addresses: own = [] }) => own.map(({ ip }) => ip));
  const facts: HostFacts = {
    ...(os !== "" && { os: os.slice(0, maxTextLength) }),
    ...(addresses?.length && { addresses }),
    ...measuredFacts(resources, os),
    ...nodeFacts(render, inherited),
  };
  return Object.keys(facts).length > 0 ? facts : undefined;
}

/** A measure of 0 is one that was not taken. */
function measuredFacts(resources: HostResources | undefined, os: string): HostFacts {
  if (!resources?.mem_total_mb) return {};
  const {
    cpu_num,
    mem_total_mb,
    hdd_total_gb,
    gpu_mem_total_mb,
    gpu_string,
    logged_in_users = [],
  } = resources;
  return {
    ...(cpu_num && { cores: cpu_num }),
    ram: mem_total_mb * 2 ** 20,
    ...(hdd_total_gb && { disk: hdd_total_gb * 2 ** 30 }),
    ...(gpu_string !== undefined && { gpu: gpu_string.trim().slice(0, maxTextLength) }),
    ...(gpu_mem_total_mb !== undefined && { gpuRam: gpu_mem_total_mb * 2 ** 20 }),
    // Renders on Windows do not look who is logged in.
    ...((logged_in_users.length > 0 || (os !== "" && !/\bwindows\b/i.test(os))) && {
      users: [...logged_in_users].sort(),
    }),
  };
}

function nodeFacts(render: Render, inherited: InheritedFacts | undefined): HostFacts {
  // Before CGRU 3.0 the properties stand with the render's host, and services are not told.
  if (render.host) return { properties: namesIn(render.host.properties ?? "") };
  if (render.pool === undefined) return {};
  const { own } = readRenderProperties(render.properties_host);
  const properties = own ?? inherited?.properties;
  return {
    ...(properties !== undefined && { properties: namesIn(properties) }),
    ...(inherited && { services: servicesBelow(inherited.services, render) }),
  };
}

/** What each native pool, by its path, gives to its renders. */
export function inheritedFacts(pools: readonly NativePool[]): ReadonlyMap<string, InheritedFacts> {
  const chainOf = nativePoolChains(pools);
  const properties = nativeProperties(pools);
  const nothing: ServiceFacts = { disabled: [] };
  return new Map(
    pools.map(({ name }) => {
      const services = chainOf(name).reduceRight(servicesBelow, nothing);
      return [name, { properties: properties.get(name) ?? "", services }];
    }),
  );
}

/**
 * The services at a node, of what is above it and its own lists. As afserver decides: of the nodes from the render upwards the first
 * that names a service says whether it runs, and a node that names it in both lists disables it.
 */
function servicesBelow(
  above: ServiceFacts,
  { services = [], services_disabled = [] }: Pick<Render, "services" | "services_disabled">,
): ServiceFacts {
  const all = new Set([...services, ...(above.offered ?? [])]);
  for (const name of services_disabled) all.delete(name);
  const disabled = new Set(above.disabled);
  for (const name of services) disabled.delete(name);
  for (const name of services_disabled) disabled.add(name);
  // Where nobody lists any, a host runs all that are not disabled.
  const isSetUp = services.length > 0 || above.offered !== undefined;
  return { ...(isSetUp && { offered: [...all] }), disabled: [...disabled] };
}

function namesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;|]+/).filter((name) => name !== ""))];
}
