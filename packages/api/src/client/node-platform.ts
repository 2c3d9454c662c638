import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import WebSocket from "ws";
import { certificateRefusal } from "./certificate-refusal.js";
import type { Platform } from "./socket.js";

/** The largest message that is taken: a farm of 10,000 hosts in 1,000 pools is about 30 MB. */
const maxMessageBytes = 256 << 20;

/** What HTTPS is done with beside what the system trusts; each is PEM text. */
export interface ApiClientTls {
  /** The authorities of the server's certificate, in place of those that Node knows. */
  readonly ca?: string;
  /** A certificate to show, where something before the server asks for one. */
  readonly cert?: string;
  /** Its private key. */
  readonly key?: string;
}

export function nodePlatform(tls: ApiClientTls | undefined): Platform {
  return {
    fetch: tls ? fetchBy(tls) : fetch,
    openSocket(url, token, { onMessage, onClose }) {
      const socket = new WebSocket(url, {
        ...tls,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        perMessageDeflate: false,
        maxPayload: maxMessageBytes,
        handshakeTimeout: 10_000,
      });
      let failure = "";
      socket.on("error", (error) => {
        failure = certificateRefusal(error) ?? error.message;
      });
      socket.binaryType = "arraybuffer";
      socket.on("message", (data, isBinary) =>
        onMessage(isBinary ? new Uint8Array(data as ArrayBuffer) : String(data)),
      );
      socket.on("close", (code, reason) => onClose(code, reason.toString() || failure));
      return { close: () => socket.close() };
    },
    gunzip: async (bytes) =>
      (await promisify(gunzip)(bytes, { maxOutputLength: maxMessageBytes })).toString(),
    onWake: () => () => undefined,
    page: undefined,
    defaultServer: undefined,
  };
}

/** Node's own `fetch` takes no authority: it is the same code, from its package, that does. */
function fetchBy(tls: ApiClientTls): typeof fetch {
  const loading = import("undici").then((undici) => ({
    fetch: undici.fetch as unknown as typeof fetch,
    dispatcher: new undici.Agent({ connect: { ...tls } }),
  }));
  return async (url, init) => {
    const { fetch: fetchIt, dispatcher } = await loading;
    return fetchIt(url, { ...init, dispatcher } as RequestInit);
  };
}
