import * as z from "zod";
import { listOf } from "../resources/named.js";
import { scan } from "../resources/scan.js";
import type { Route } from "./route.js";

const ofScan = z.object({ scan: z.string().describe("Its id.") });

/** Scans of the network. Each is told to those alone who started it, by events too. */
export const scanRoutes = {
  startScan: {
    summary: "Start a scan for machines on the network",
    description:
      "Private IPv4 addresses only, a /16 at most. The server keeps what was found for ten minutes.",
    needs: "editor",
    body: z.strictObject({
      targets: z
        .exactOptional(listOf(z.string()).unwrap().min(1).max(100).readonly())
        .describe(
          "10.77.0.0/24, 10.77.0.1-20 or 10.77.0.9; without any the networks of the server's machine.",
        ),
    }),
    result: scan,
    idempotent: true,
    errors: ["TOO_MANY_SCANS"],
  },
  getScan: {
    summary: "Get the progress and results of a scan",
    needs: "editor",
    params: ofScan,
    result: scan,
    errors: ["SCAN_NOT_FOUND"],
  },
  cancelScan: {
    summary: "Cancel a scan; its results are kept",
    needs: "editor",
    params: ofScan,
    result: scan,
    idempotent: true,
    errors: ["SCAN_NOT_FOUND"],
  },
} as const satisfies Record<string, Route>;
