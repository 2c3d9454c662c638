import type { Afserver } from "../client/afserver.js";
import { type Listing, listing } from "../client/listing.js";
import { type AfanasyHost, hostsOfRenders } from "./afanasy-host.js";
import type { FarmReadOptions } from "./read-options.js";

/** Reads the hosts of an afserver's farm once, with their facts. Rejects as all its requests do. */
export async function readHosts(
  afserver: Afserver,
  { recall, ...options }: FarmReadOptions = {},
): Promise<Listing<AfanasyHost>> {
  const [renders, nativePools, resources] = await Promise.all([
    afserver.renders({}, options),
    afserver.nativePools({}, options),
    afserver.renderResources({}, options),
  ]);
  return listing(hostsOfRenders(renders, { nativePools, resources, recall }), renders.unreadable);
}
