// A studio's own web service with a Pool Server inside: pools are in the studio's store, the studio's login says who may do what, the
// page and the API are answered by the service's own HTTP server, and jobs are kept on their pools. The test beside it runs it.
import { createServer, type IncomingMessage, type Server } from "node:http";
import { Readable } from "node:stream";
import type { PoolStore, Role } from "@afpools/core";
import { managerFolder } from "@afpools/manager";
import { type Authenticate, createHttpHandler, type HttpHandler } from "@afpools/server";

/** The studio's login, which knows its people by a cookie or a header. */
interface StudioLogin {
  userOf(headers: Headers): Promise<{ readonly name: string; readonly isWrangler: boolean } | undefined>;
}

export interface ServiceOptions {
  readonly store: PoolStore;
  readonly login: StudioLogin;
  /** afserver, as `HOST:PORT`; `none` without one. */
  readonly afserver: string;
}

export async function createService({ store, login, afserver }: ServiceOptions): Promise<{
  readonly server: Server;
  close(): Promise<void>;
}> {
  const authenticate: Authenticate = async ({ headers }) => {
    const user = await login.userOf(headers);
    const role: Role = user?.isWrangler ? "editor" : "viewer";
    return user && { name: user.name, role };
  };
  const pools = await createHttpHandler({
    store,
    authenticate,
    managerFolder,
    settings: {
      file: "pools.json",
      environment: {},
      flags: { "afanasy.server": afserver, "access.anonymous": "none", "log.level": "warn" },
    },
  });
  const server = createServer(async (request, response) => {
    // Here are the routes of the service itself.
    const answer = await pools.fetch(toFetch(request), from(request));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.on("upgrade", (request, socket, head) => pools.upgrade(request, socket, head));
  return { server, close: () => close(server, pools) };
}

/** A request of Node as the web has them. */
function toFetch(request: IncomingMessage): Request {
  const { method = "GET", url = "/", headers } = request;
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(`http://${headers.host ?? "localhost"}${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(hasBody && { body: Readable.toWeb(request) as ReadableStream, duplex: "half" }),
  });
}

function from({ socket }: IncomingMessage) {
  return socket.remoteAddress === undefined ? {} : { address: socket.remoteAddress };
}

async function close(server: Server, pools: HttpHandler): Promise<void> {
  await pools.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
