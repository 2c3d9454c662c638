import type { Afserver } from "../client/afserver.js";
import { type Listing, listing } from "../client/listing.js";
import type { RequestOptions } from "../wire/transport.js";
import { type AfanasyHost, hostsOfRenders } from "./afanasy-host.js";

/** Reads the hosts of an afserver's farm once, with their facts. Rejects as all its requests do. */
export async function readHosts(afserver: Afserver, options?: RequestOptions): Promise<Listing<AfanasyHost>> {
  const [renders, nativePools, resources] = await Promise.all([
    afserver.renders({}, options),
    afserver.nativePools({}, options),
    afserver.renderResources({}, options),
  ]);
  return listing(hostsOfRenders(renders, { nativePools, resources }), renders.unreadable);
}
