import type { CommandName } from "@afpools/protocol";
import { propagation, ROOT_CONTEXT, SpanKind } from "@opentelemetry/api";
import type { TracedWork } from "./traced.js";

/** A request of the pool protocol. It brings no trace along, so that each begins one. */
export function tracedCommand(command: CommandName | "legacy" | "invalid"): TracedWork {
  return {
    name: command,
    kind: SpanKind.SERVER,
    attributes: { "rpc.system.name": "afpools", "rpc.method": command },
    parent: ROOT_CONTEXT,
  };
}

/** A request of HTTP, part of the trace that its headers tell. What stands in its path is not told, but its route. */
export function tracedHttp({ method, headers }: Request, route: string): TracedWork {
  return {
    name: `${method} ${route}`,
    kind: SpanKind.SERVER,
    attributes: { "http.request.method": method, "http.route": route },
    parent: propagation.extract(ROOT_CONTEXT, headers, {
      get: (carrier, key) => carrier.get(key) ?? undefined,
      keys: (carrier) => [...carrier.keys()],
    }),
  };
}
