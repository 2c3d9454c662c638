import { type Principal, signedIn } from "../../access/principal.js";
import type { ScanUser } from "../../scans/scans.js";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";

export function scanHandlers({ scans }: ApiParts): Handlers<"startScan" | "getScan" | "cancelScan"> {
  const userOf = (principal: Principal): ScanUser => {
    const { user, role } = signedIn(principal);
    return { id: user.id, name: user.name, role };
  };
  return {
    startScan: ({ body, principal }) => scans.start(userOf(principal), body.targets),
    getScan: ({ params, principal }) => scans.get(params.scan, userOf(principal)),
    cancelScan: ({ params, principal }) => scans.cancel(params.scan, userOf(principal)),
  };
}
