import { describe, expect, it } from "vitest";
import { first } from "../testing/certificates.js";
import { anna, authority } from "../testing/client-certificates.js";
import { LogRecorder } from "../testing/log-recorder.js";
import { daysLeft, parseCertificates } from "./certificate.js";
import { validity } from "./examine-tls.js";
import { watchCertificates } from "./watch-certificates.js";

const [certificate] = parseCertificates(first.cert);
if (!certificate) throw new Error("The test's certificate cannot be read.");
const end = certificate.notAfter.getTime();
const day = 86_400_000;

describe("parseCertificates", () => {
  it("tells what each certificate of a text says", () => {
    const text = `${first.cert}some words\n${authority}${anna.key}`;
    expect(parseCertificates(text)).toEqual([
      {
        subject: "afpools test first",
        issuer: "afpools test first",
        names: ["localhost", "127.0.0.1"],
        isAuthority: true,
        notBefore: new Date("2020-01-01T00:00:00Z"),
        notAfter: new Date("2120-01-01T00:00:00Z"),
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      expect.objectContaining({ subject: "afpools test authority", names: [], isAuthority: true }),
    ]);
  });

  it.each(["", "words", anna.key, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])(
    "throws at %j",
    (text) => expect(() => parseCertificates(text)).toThrow(),
  );
});

describe("validity", () => {
  it.each([
    [end - 30 * day, "note", "valid until 2120-01-01, for 30 days"],
    [end - 30 * day + 1, "warning", "expires on 2120-01-01, in 29 days"],
    [end - 1, "warning", "in 0 days"],
    [end, "error", "has expired on 2120-01-01"],
    [certificate.notBefore.getTime() - 1, "error", "not valid before 2020-01-01"],
  ])("at %i is told as %s", (now, severity, text) => {
    const finding = validity(certificate, new Date(now));
    expect(finding).toEqual({ severity, message: expect.stringContaining(text) });
  });

  it("counts whole days", () => {
    expect(daysLeft(certificate, new Date(end - day))).toBe(1);
    expect(daysLeft(certificate, new Date(end + 1))).toBe(-1);
  });
});

describe("watchCertificates", () => {
  it("logs now and when told to what expires, and nothing of what is well", () => {
    const log = new LogRecorder();
    let now = end - 40 * day;
    const watch = watchCertificates(
      () => [certificate],
      log,
      () => new Date(now),
    );
    expect(log.lines).toEqual([]);
    now = end - 10 * day;
    watch.look();
    now = end;
    watch.look();
    watch.close();
    expect(log.lines.map(({ level }) => level)).toEqual(["warn", "error"]);
  });
});
