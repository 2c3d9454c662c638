import { parse, serialize } from "hono/utils/cookie";
import { sessionMs } from "../access/credentials.js";

const name = "afpools";
/** Browsers take this name only from a server itself, over HTTPS, for all of it. */
const secureName = `__Host-${name}`;

/** A session as a browser presents it. */
export interface PresentedSession {
  readonly text: string;
  /** By the cookie that goes over HTTPS alone. */
  readonly isSecure: boolean;
}

/** The session in a request's cookies. Over HTTPS one that could have been set over HTTP is not taken. */
export function readSession(cookies: string | undefined, isSecure: boolean): PresentedSession | undefined {
  if (cookies === undefined) return undefined;
  const secure = parse(cookies, secureName)[secureName];
  if (secure !== undefined) return { text: secure, isSecure: true };
  const plain = isSecure ? undefined : parse(cookies, name)[name];
  return plain === undefined ? undefined : { text: plain, isSecure: false };
}

/** What gives a browser a session for as long as one lasts, or with nothing takes it away. */
export function sessionCookie(text: string | undefined, isSecure: boolean): string {
  return serialize(isSecure ? secureName : name, text ?? "", {
    path: "/",
    httpOnly: true,
    sameSite: "Strict",
    secure: isSecure,
    maxAge: text === undefined ? 0 : sessionMs / 1_000,
  });
}
