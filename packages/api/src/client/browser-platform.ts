import { AfpoolsError } from "@afpools/core";
import type { Platform } from "./socket.js";

export const browserPlatform: Platform = {
  fetch: (...request) => fetch(...request),
  openSocket(url, token, { onMessage, onClose }) {
    if (token !== undefined) {
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        "A browser sends no token with a WebSocket: sign in, so that it sends the cookie of a session.",
      );
    }
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => onMessage(String(data));
    socket.onclose = ({ code, reason }) => onClose(code, reason);
    return socket;
  },
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
  get defaultServer() {
    return location.origin;
  },
};
