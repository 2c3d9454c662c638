import { userInfo } from "node:os";

/** Who runs the command, named as CGRU names users: from its variables or the system, without domain, in lower case. */
export function userName(environment: Readonly<Record<string, string | undefined>>): string {
  const { CGRU_USERNAME, AF_USERNAME, USER, USERNAME } = environment;
  const name = CGRU_USERNAME || AF_USERNAME || USER || USERNAME || systemUser();
  return (
    name
      .replace(/^.*[\\/]/, "")
      .replace(/@.*$/, "")
      .toLowerCase() || "unknown"
  );
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // The user id has no entry in the user database, as in some containers.
    return "unknown";
  }
}
