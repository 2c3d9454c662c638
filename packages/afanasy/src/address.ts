import type { Endpoint } from "@afpools/core/internal";

/** Where Afanasy looks when nothing is configured. */
export const defaultAddress: Endpoint = { host: "127.0.0.1", port: 51_000 };
