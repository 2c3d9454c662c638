import { socketProtocol, socketTokenPrefix } from "../routes/endpoints.js";
import type { Platform } from "./socket.js";

export const browserPlatform: Platform = {
  fetch: (...request) => fetch(...request),
  openSocket(url, token, { onMessage, onClose }) {
    // A page cannot set the header Authorization here.
    const protocols = token === undefined ? [] : [socketProtocol, `${socketTokenPrefix}${token}`];
    const socket = new WebSocket(url, protocols);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => onMessage(typeof data === "string" ? data : new Uint8Array(data));
    socket.onclose = ({ code, reason }) => onClose(code, reason);
    return socket;
  },
  gunzip: (bytes) =>
    new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text(),
  onWake(wake) {
    const look = () => {
      if (document.visibilityState === "visible") wake();
    };
    addEventListener("online", wake);
    document.addEventListener("visibilitychange", look);
    return () => {
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", look);
    };
  },
  get page() {
    return location.origin;
  },
  get defaultServer() {
    return location.origin;
  },
};
