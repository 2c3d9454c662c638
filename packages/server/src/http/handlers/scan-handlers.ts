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
    startScan: ({ body, principal, audit }) => {
      audit.about(null, { targets: (body.targets ?? []).slice(0, 20).map((target) => target.slice(0, 100)) });
      return scans.start(userOf(principal), body.targets);
    },
    getScan: ({ params, principal }) => scans.get(params.scan, userOf(principal)),
    cancelScan: ({ params, principal, audit }) => {
      audit.about(params.scan);
      return scans.cancel(params.scan, userOf(principal));
    },
  };
}
