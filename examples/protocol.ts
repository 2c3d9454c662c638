import { once } from "node:events";
import { createServer } from "node:net";
import { AfpoolsError } from "@afpools/core";
import { encodeError, encodeResponseHeader, encodeResult, RequestDecoder } from "@afpools/protocol";
import { createPoolClient } from "@afpools/protocol/client";

// A server that knows one host. The one that knows all is in @afpools/server.
const server = createServer((socket) => {
  const decoder = new RequestDecoder();
  socket.on("data", (chunk) => {
    for (const request of decoder.push(chunk)) {
      if (request.kind === "v2" && request.command === "GET HOSTS") {
        const hosts = [{ name: "pc-01", online: true, pools: ["gpu"] }];
        const body = encodeResult<"GET HOSTS">({ farm: true, hosts });
        socket.write(encodeResponseHeader(request.id, body.length, 0));
        socket.end(body);
      } else {
        const error = new AfpoolsError("UNKNOWN_COMMAND", "This server knows GET HOSTS only.");
        socket.end(encodeError(request.kind === "v2" ? request.id : null, error));
      }
    }
  });
});
await once(server.listen(0, "127.0.0.1"), "listening");
const address = server.address();
const port = typeof address === "object" && address ? address.port : 0;

const client = createPoolClient({ host: "127.0.0.1", port });
const { hosts, age } = await client.hosts();
console.log(hosts, `as of ${age} s ago`);
await client.pools().catch(({ code, message }) => console.log(code, message));
await client.close();
server.close();
