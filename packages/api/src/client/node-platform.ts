import WebSocket from "ws";
import type { Platform } from "./socket.js";

/** The largest message that is taken: a farm of 10,000 hosts in 1,000 pools is about 30 MB. */
const maxMessageBytes = 256 << 20;

export const nodePlatform: Platform = {
  openSocket(url, token, { onMessage, onClose }) {
    const socket = new WebSocket(url, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
      maxPayload: maxMessageBytes,
      handshakeTimeout: 10_000,
    });
    let failure = "";
    socket.on("error", (error) => {
      failure = error.message;
    });
    socket.on("message", (data) => onMessage(String(data)));
    socket.on("close", (code, reason) => onClose(code, reason.toString() || failure));
    return { close: () => socket.close() };
  },
  onWake: () => () => undefined,
  defaultServer: undefined,
};
