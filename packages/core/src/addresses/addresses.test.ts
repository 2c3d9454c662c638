import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Endpoint, formatEndpoint, parseAfserverAddress } from "./endpoint.js";
import { hideSecrets, hideSecretsIn } from "./hide-secrets.js";
import { formatServerAddress, parseServerAddress, type ServerAddress } from "./server-address.js";
import {
  expandHome,
  formatStoreAddress,
  isStoreAddress,
  parseStoreAddress,
  type StoreAddress,
  storeAddressText,
  withHome,
} from "./store-address.js";

interface Vector<T> {
  readonly text: string;
  readonly address?: T;
  /** Without secrets. */
  readonly shown?: string;
  /** With them. */
  readonly full?: string;
  readonly part?: string;
  readonly message?: string;
}

/** The same cases that `afpools.py` is tested with. */
const vectors: {
  readonly server: readonly Vector<ServerAddress>[];
  readonly afserver: readonly Vector<Endpoint>[];
  readonly store: readonly Vector<StoreAddress>[];
  readonly hidden: readonly { readonly text: string; readonly shown: string }[];
} = JSON.parse(readFileSync(new URL("../../vectors/addresses.json", import.meta.url), "utf8"));

/** What reading gave, in the form of a vector. */
function outcome<T>(
  vector: Vector<T>,
  parse: (text: string) => T,
  format: (address: T) => string,
): Vector<T> {
  const { text, full } = vector;
  try {
    const address = parse(text);
    return { text, address: nulled(address), shown: format(address), ...(full !== undefined && { full }) };
  } catch (error) {
    const { code, message, details } = error as { code: string; message: string; details: { part: string } };
    expect(code).toBe("INVALID_CONFIG");
    return { text, part: details.part, message };
  }
}

/** What JSON has in place of what is missing. */
function nulled<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (_, member) => (member === undefined ? null : member)));
}

describe("an address", () => {
  it.each(vectors.server)("of a server: $text", (vector) => {
    expect(outcome(vector, parseServerAddress, formatServerAddress)).toEqual(vector);
  });

  it.each(vectors.afserver)("of an afserver: $text", (vector) => {
    expect(outcome(vector, parseAfserverAddress, formatEndpoint)).toEqual(vector);
  });

  it.each(vectors.store)("of a database: $text", (vector) => {
    expect(outcome(vector, parseStoreAddress, formatStoreAddress)).toEqual(vector);
  });

  it.each(vectors.store.filter(({ full }) => full !== undefined))(
    "is written in full: $text",
    ({ text, full }) => {
      expect(storeAddressText(parseStoreAddress(text))).toBe(full);
      expect(parseStoreAddress(full ?? "")).toEqual(parseStoreAddress(text));
    },
  );

  it.each(vectors.hidden)("is shown without secrets: $text", ({ text, shown }) => {
    expect(hideSecrets(text)).toBe(shown);
    expect(hideSecrets(shown)).toBe(shown);
  });

  it("never tells a password, whatever is wrong", () => {
    const secrets = [
      "S3cret",
      "S3@cret",
      "S3/cret",
      "S3?cret",
      "S3%cret",
      "S3#cret",
      "S3:cret",
      'S3"cret',
      "S3 cret",
    ];
    for (const secret of secrets) {
      for (const rest of ["db", "db:0", "", "db/a/b", "db/x?foo=1", "db/x?w=", "[db/", "a,,b"]) {
        const text = `mongodb://anna:${secret}@${rest}`;
        expect(hideSecrets(text), text).not.toMatch(/S3|cret/);
        try {
          expect(formatStoreAddress(parseStoreAddress(text)), text).not.toMatch(/S3|cret/);
        } catch (error) {
          expect(JSON.stringify([String(error), (error as { details: unknown }).details]), text).not.toMatch(
            /S3|cret/,
          );
        }
      }
    }
  });
});

it("addresses lose their secrets within a text", () => {
  const text = '{"url":"mongodb://anna:a@b@db/x","page":"http://farm:9980/a?pass=1"} https://t:S3cret@x';
  expect(hideSecretsIn(text)).toBe(
    '{"url":"mongodb://anna:***@db/x","page":"http://farm:9980/a?pass=1"} https://t:***@x',
  );
});

it("a database's address is told from a server's", () => {
  for (const text of ["sqlite:", " memory:", "mongodb://db", "MONGODB+SRV://db"])
    expect(isStoreAddress(text)).toBe(true);
  for (const text of ["sqlite", "farm:9999", "tls://farm", "http://farm"])
    expect(isStoreAddress(text)).toBe(false);
});

it("the home folder stands for a tilde before a path, in options too", () => {
  const at = (text: string) => storeAddressText(withHome(parseStoreAddress(text), "/home/anna"));
  expect(at("sqlite:~/pools.db")).toBe("sqlite:/home/anna/pools.db");
  expect(at("sqlite:./~/pools.db")).toBe("sqlite:./~/pools.db");
  expect(at("mongodb://db/?tlsCAFile=~/ca.pem&appName=~/x")).toBe(
    "mongodb://db:27017/?tlsCAFile=/home/anna/ca.pem&appName=~%2Fx".replace("%2F", "/"),
  );
  expect(at("memory:")).toBe("memory:");
  expect(expandHome("~", "/home/anna")).toBe("/home/anna");
  expect(expandHome("~\\pools", "C:\\Users\\anna")).toBe("C:\\Users\\anna\\pools");
  expect(expandHome("~x", "/home/anna")).toBe("~x");
});
