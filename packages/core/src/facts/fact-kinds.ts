import type { FarmHost } from "../farm/farm.js";
import type { Budget } from "../work/budget.js";
import { FactFlaw } from "./fact-flaw.js";
import { parseNetwork } from "./ip-networks.js";
import { parseSize, roundedSize } from "./sizes.js";
import { textPattern, wordsPattern } from "./text-pattern.js";
import { compareVersions, leadingVersion, parseVersion } from "./versions.js";

export type FactOperator = ":" | "=" | "<" | "<=" | ">" | ">=";

/** Does a host pass? Nothing where that is not known of it. */
type FactTest = (host: FarmHost, budget: Budget) => boolean | undefined;

/** Something that is known of hosts and that expressions can ask for. */
export interface Fact {
  /** What it is, as in "its memory is not known". */
  readonly label: string;
  /** How it is written, such as `ram>=64G`. */
  readonly example: string;
  /** With which values it may stand, for people. */
  readonly takes: string;
  readonly operators: readonly FactOperator[];
  /** @throws FactFlaw when `value` is not one. */
  test(operator: FactOperator, value: string): FactTest;
  /** What a host has of it, as written in expressions; nothing where that is not known. */
  valuesOf(host: FarmHost): readonly string[] | undefined;
}

type Naming = Pick<Fact, "label" | "example">;

/** The value that stands for having none of them. */
const none = "none";

const comparisons: readonly FactOperator[] = ["<", "<=", ">", ">=", "="];

/** A text of several words. An empty one is "none". */
export function textFact(naming: Naming, of: (host: FarmHost) => string | undefined): Fact {
  return {
    ...naming,
    takes: "text; `*` and `?` match any characters and one; `none`",
    operators: [":"],
    test: (_, value) => {
      if (value.toLowerCase() === none) return (host) => isNone(of(host));
      const matches = wordsPattern(value);
      return (host, budget) => {
        const text = of(host);
        return text === undefined ? undefined : text !== "" && matches(text, budget);
      };
    },
    valuesOf: (host) => {
      const text = of(host);
      if (text === "") return [none];
      // Short numbers say little.
      return text?.split(/\s+/).filter((word) => /\p{L}|\d{3}/u.test(word));
    },
  };
}

/** Any number of names. */
export function namesFact(naming: Naming, of: (host: FarmHost) => readonly string[] | undefined): Fact {
  return {
    ...naming,
    takes: "name; `*` and `?` match any characters and one; `none`",
    operators: [":"],
    test: (_, value) => {
      if (value.toLowerCase() === none) return (host) => isNone(of(host));
      const matches = textPattern(value);
      return (host, budget) => of(host)?.some((name) => matches(name, budget));
    },
    valuesOf: (host) => {
      const names = of(host);
      return names?.length === 0 ? [none] : names;
    },
  };
}

export function countFact(naming: Naming, of: (host: FarmHost) => number | undefined): Fact {
  return {
    ...naming,
    takes: "whole number",
    operators: comparisons,
    test: (operator, value) => {
      if (!/^\d{1,15}$/.test(value)) throw new FactFlaw("it is compared with a whole number, such as 32");
      return comparison(operator, of, (count) => count - Number(value));
    },
    valuesOf: (host) => textsOf(of(host), String),
  };
}

/** In bytes. */
export function sizeFact(naming: Naming, of: (host: FarmHost) => number | undefined): Fact {
  return {
    ...naming,
    takes: "number with `M`, `G`, `T` (powers of 1,000) or `MiB`, `GiB`, `TiB` (of 1,024)",
    operators: comparisons.filter((operator) => operator !== "="),
    test: (operator, value) => {
      const size = parseSize(value);
      return comparison(operator, of, (bytes) => bytes - size);
    },
    valuesOf: (host) => textsOf(of(host), roundedSize),
  };
}

export function versionFact(naming: Naming, of: (host: FarmHost) => string | undefined): Fact {
  return {
    ...naming,
    takes: "version such as `3.4` or `3.4.1`; with `:` a text such as `3.3.*`",
    operators: [...comparisons, ":"],
    test: (operator, value) => {
      if (operator === ":") {
        const matches = textPattern(value);
        return (host, budget) => {
          const text = of(host);
          return text === undefined ? undefined : matches(text, budget);
        };
      }
      const version = parseVersion(value);
      if (!version) throw new FactFlaw("it is compared with a version, such as 3.4 or 3.4.1");
      return comparison(
        operator,
        (host) => leadingVersion(of(host) ?? ""),
        (given) => compareVersions(given, version),
      );
    },
    valuesOf: (host) => textsOf(of(host), String),
  };
}

/** Several addresses: one that passes is enough. */
export function addressFact(naming: Naming, of: (host: FarmHost) => readonly string[] | undefined): Fact {
  return {
    ...naming,
    takes: "IP address, or network such as `10.2.0.0/16`; `*` and `?` as in names",
    operators: [":"],
    test: (_, value) => {
      const matches = /[*?]/.test(value) ? textPattern(value) : parseNetwork(value);
      return (host, budget) => {
        budget.spend("steps", 1);
        return of(host)?.some((address) => matches(address, budget));
      };
    },
    valuesOf: (host) => of(host),
  };
}

/** Which services a host may run: where no list says otherwise, all. */
export function serviceFact(naming: Naming): Fact {
  return {
    ...naming,
    takes: "name of a service that Afanasy lets the host run",
    operators: [":"],
    test: (_, value) => {
      if (!/^[^\s*?]+$/.test(value)) throw new FactFlaw("it names one service, such as service:blender");
      const isIt = (name: string) => name.toLowerCase() === value.toLowerCase();
      return (host) => {
        const services = host.facts?.services;
        if (!services) return undefined;
        const { offered, disabled } = services;
        return !disabled.some(isIt) && (offered === undefined || offered.some(isIt));
      };
    },
    valuesOf: (host) => host.facts?.services?.offered,
  };
}

function isNone(value: string | readonly string[] | undefined): boolean | undefined {
  return value === undefined ? undefined : value.length === 0;
}

function textsOf<T>(value: T | undefined, show: (value: T) => string): string[] | undefined {
  return value === undefined ? undefined : [show(value)];
}

/** @param difference of what a host has and what is asked for */
function comparison<T>(
  operator: FactOperator,
  of: (host: FarmHost) => T | undefined,
  difference: (value: T) => number,
): FactTest {
  return (host, budget) => {
    budget.spend("steps", 1);
    const value = of(host);
    if (value === undefined) return undefined;
    const by = difference(value);
    if (by === 0) return operator.includes("=");
    return by < 0 ? operator.startsWith("<") : operator.startsWith(">");
  };
}
