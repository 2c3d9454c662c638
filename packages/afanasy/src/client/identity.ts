import { hostname, userInfo } from "node:os";
import { AfpoolsError } from "@afpools/core";
import { textFlaw } from "./check-texts.js";

/** Who asks: free text that afserver writes into its logs and checks nowhere. */
export interface Identity {
  /** Default: the user's name as CGRU's own programs find it, from `CGRU_USERNAME` on. */
  readonly userName?: string;
  /** Default: the machine's name. */
  readonly hostName?: string;
}

/** @throws AfpoolsError `INVALID_ARGUMENT` for a name that is empty or that afserver would break its listings with. */
export function resolveIdentity(identity: Identity): Required<Identity> {
  return {
    userName: checkName("userName", identity.userName ?? currentUser()),
    hostName: checkName("hostName", identity.hostName ?? hostname()),
  };
}

function currentUser(): string {
  const { CGRU_USERNAME, AF_USERNAME, USER, USERNAME } = process.env;
  const name = CGRU_USERNAME || AF_USERNAME || USER || USERNAME || systemUser();
  return name.replace(/^.*[/\\]/, "").toLowerCase();
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under an id that has no name.
    return "unknown";
  }
}

function checkName(option: string, name: string): string {
  const flaw = name === "" ? "no character" : textFlaw(name, "raw");
  if (!flaw) return name;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `The ${option} for afserver, ${JSON.stringify(name)}, contains ${flaw}. Use a name without quotes, backslashes and control characters.`,
    { details: { [option]: name } },
  );
}
