import { describe, expect, it } from "vitest";
import { checkIssuer } from "./check-issuer.js";

describe("checkIssuer", () => {
  it.each([
    "",
    "https://login.studio.example",
    "https://login.studio.example:8443/realms/studio",
    "http://127.0.0.1:8080",
    "http://localhost/x",
    "http://[::1]:1",
  ])("takes %j", (text) => expect(() => checkIssuer(text)).not.toThrow());

  it.each([
    "login.studio.example",
    "http://login.studio.example",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "ftp://127.0.0.1",
    "https://anna@login.studio.example",
    "https://login.studio.example?x=1",
    "https://login.studio.example#x",
  ])("refuses %j", (text) =>
    expect(() => checkIssuer(text)).toThrow(expect.objectContaining({ code: "INVALID_CONFIG" })),
  );
});
