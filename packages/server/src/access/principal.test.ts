import { AfpoolsError, type Credential, type Role, type User } from "@afpools/core";
import { newCredentialFields } from "@afpools/core/internal";
import { describe, expect, it } from "vitest";
import { assertMay, authorOf, type Principal, principalOf, roleOf, signedIn } from "./principal.js";

const user = (role: Role): User => ({
  id: "1",
  name: "anna",
  role,
  disabled: false,
  password: "",
  createdAt: "",
  revision: 1,
});

const credential = (kind: Credential["kind"], role: Role | null = null): Credential => ({
  ...newCredentialFields,
  id: "2",
  kind,
  hash: "",
  user: "anna",
  userId: "1",
  createdAt: "",
  role,
});

const known = (role: Role, more: object = {}): Principal => ({
  ...principalOf({ user: user(role), credential: credential("session"), ancestors: [] }),
  ...more,
});

const away = new AfpoolsError("STORE_UNAVAILABLE", "The database is away.");
const nobody: Principal = { by: "nothing", role: null };
const visitor: Principal = { by: "nothing", role: "viewer" };
const unknown: Principal = { by: "nothing", role: null, unknownBecause: away };

/** Why somebody may not do what needs this; nothing where it is allowed. */
function refusal(principal: Principal, needs: "nothing" | "user" | Role, isRead = true): string | undefined {
  try {
    assertMay(principal, { needs, isRead });
    return undefined;
  } catch (error) {
    return (error as AfpoolsError).code;
  }
}

describe("a principal", () => {
  it("has the role of the user, or the lower one of the credential", () => {
    const roles = (["viewer", "editor", "admin"] as const).map((role) => [
      roleOf(user(role), credential("token")),
      roleOf(user(role), credential("token", "editor")),
      roleOf(user(role), credential("token", "viewer")),
    ]);
    expect(roles).toEqual([
      ["viewer", "viewer", "viewer"],
      ["editor", "editor", "viewer"],
      ["admin", "editor", "viewer"],
    ]);
  });

  it("is known by a session or a token", () => {
    const by = (["session", "token"] as const).map(
      (kind) => principalOf({ user: user("admin"), credential: credential(kind), ancestors: [] }).by,
    );
    expect(by).toEqual(["session", "token"]);
  });
});

describe("assertMay", () => {
  it.each<[string, Principal, Record<string, string | undefined>]>([
    [
      "nobody, where nobody may look",
      nobody,
      { nothing: undefined, viewer: "SIGN_IN_REQUIRED", user: "SIGN_IN_REQUIRED", admin: "SIGN_IN_REQUIRED" },
    ],
    [
      "nobody, where everybody may look",
      visitor,
      { nothing: undefined, viewer: undefined, user: "SIGN_IN_REQUIRED", editor: "SIGN_IN_REQUIRED" },
    ],
    [
      "somebody who cannot be known now",
      unknown,
      { nothing: undefined, viewer: "STORE_UNAVAILABLE", user: "STORE_UNAVAILABLE" },
    ],
    ["a viewer", known("viewer"), { user: undefined, viewer: undefined, editor: "FORBIDDEN" }],
    ["an editor", known("editor"), { user: undefined, editor: undefined, admin: "FORBIDDEN" }],
    ["an admin", known("admin"), { user: undefined, viewer: undefined, admin: undefined }],
  ])("lets %s do what the role allows", (_, principal, expected) => {
    for (const [needs, code] of Object.entries(expected)) {
      expect(refusal(principal, needs as "nothing" | "user" | Role), needs).toBe(code);
    }
  });

  it("lets nothing be changed where it is not known what was revoked", () => {
    const reader = known("admin", { readOnlyBecause: away });
    expect([
      refusal(reader, "editor"),
      refusal(reader, "editor", false),
      refusal(reader, "user", false),
    ]).toEqual([undefined, "STORE_UNAVAILABLE", "STORE_UNAVAILABLE"]);
    expect(refusal(known("admin"), "editor", false)).toBeUndefined();
  });
});

describe("somebody who is signed in", () => {
  it("is the author of what is written, with the address", () => {
    expect(authorOf(known("editor"), "10.1.2.3")).toEqual({
      name: "anna",
      origin: "api 10.1.2.3",
      role: "editor",
    });
  });

  it("is asked for", () => {
    expect(signedIn(known("viewer")).user.name).toBe("anna");
    expect(() => signedIn(visitor)).toThrow(expect.objectContaining({ code: "SIGN_IN_REQUIRED" }));
    expect(() => signedIn(unknown)).toThrow(away);
  });
});
