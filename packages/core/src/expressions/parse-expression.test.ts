import { describe, expect, it } from "vitest";
import { AfpoolsError } from "../errors.js";
import type { PoolExpression } from "./expression.js";
import { parseExpression } from "./parse-expression.js";

/** The expression with a parenthesis around each operation. */
function shape(expression: PoolExpression): string {
  switch (expression.kind) {
    case "pool":
      return expression.name;
    case "hosts":
      return `<${expression.pattern}>`;
    case "native":
      return `{${expression.path}}`;
    case "fact":
      return `[${expression.fact} ${expression.operator} ${expression.value}]`;
    default: {
      const sign = { union: "+", difference: "-", intersection: "&" }[expression.kind];
      return `(${shape(expression.left)} ${sign} ${shape(expression.right)})`;
    }
  }
}

function failure(text: string): AfpoolsError {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof AfpoolsError) return error;
    throw error;
  }
  throw new Error(`${text} was read`);
}

describe("parseExpression", () => {
  it.each([
    ["gpu", "gpu"],
    ["a + b - c + d", "(((a + b) - c) + d)"],
    ["a - b & c", "(a - (b & c))"],
    ["a & b & c - d", "(((a & b) & c) - d)"],
    ["a - (b - c)", "(a - (b - c))"],
    ["((a))", "a"],
    ["ws-* + host:pc-01 + HOST:pc-[01-20]", "((<ws-*> + <pc-01>) + <pc-[01-20]>)"],
    ["hostess + host", "(hostess + host)"],
    ["native:/fx + NATIVE:/fx/night/ - native:/", "(({/fx} + {/fx/night}) - {/})"],
    ["natives + native", "(natives + native)"],
    ['"ws-*" + "host:x"', "(ws-* + host:x)"],
    ["pc?", "<pc?>"],
    ["GPU+nuke", "(GPU + nuke)"],
    ["a -\n b", "(a - b)"],
    ["RAM>=64G & os:windows", "([ram >= 64G] & [os : windows])"],
    ['gpu:"*RTX A6000*"-"gpu"', "([gpu : *RTX A6000*] - gpu)"],
    ["ip:10.2.0.0/16 + ip:fd00::/8", "([ip : 10.2.0.0/16] + [ip : fd00::/8])"],
    ["engine<3.4 - engine:3.3.*", "([engine < 3.4] - [engine : 3.3.*])"],
    ["user:none + cores=8 + os + ram - my:pool", "(((([user : none] + [cores = 8]) + os) + ram) - my:pool)"],
  ])("%j", (text, expected) => expect(shape(parseExpression(text))).toBe(expected));

  it("says where each part stands in the text", () => {
    const text = "🎬 + (gpu - ws-*)";
    const parsed = parseExpression(text);
    const slice = ({ span }: PoolExpression) => text.slice(span.start, span.end);
    if (parsed.kind !== "union" || parsed.right.kind !== "difference") throw new Error("not as written");
    expect(slice(parsed)).toBe(text);
    expect(slice(parsed.left)).toBe("🎬");
    expect(slice(parsed.right)).toBe("(gpu - ws-*)");
    expect(slice(parsed.right.right)).toBe("ws-*");
  });

  it.each([
    ["", 1, "it is empty; name a pool"],
    ["   ", 1, "it is empty; name a pool"],
    ["gpu +", 6, "a pool is missing at the end"],
    ["gpu - ", 7, "a pool is missing at the end"],
    ["+ gpu", 1, 'a pool is missing before "+"'],
    ["gpu + & nuke", 7, 'a pool is missing before "&"'],
    ["()", 2, 'a pool is missing before ")"'],
    ["c++", 3, 'a pool is missing before "+"'],
    ["(gpu", 1, '"(" has no ")"'],
    ["a & ((b)", 5, '"(" has no ")"'],
    ["gpu)", 4, '")" has no "("'],
    ["gpu -nuke", 5, 'to subtract, put white space on both sides of "-"'],
    ["(gpu)-nuke", 6, 'to subtract, put white space on both sides of "-"'],
    [
      "Heavy Sim",
      7,
      '"+", "-" or "&" is missing here; a name that has white space goes in quotes: "Heavy Sim"',
    ],
    ["(a b)", 4, '"+", "-" or "&" is missing here'],
    ['a "b"', 3, '"+", "-" or "&" is missing here'],
    ["a - ", 5, "a pool is missing at the end"],
    ['gpu + "nuke', 7, "the quoted name is not closed"],
    ['gpu + ""', 7, "the quoted name is empty"],
    ["gpu + host:", 12, "it is empty"],
    ["gpu + native:", 7, "one of Afanasy's own pools is named by its path, such as native:/fx"],
    ["native:fx", 1, "one of Afanasy's own pools is named by its path, such as native:/fx"],
    ["gpu + host:pc-é", 15, '"é" cannot stand in a host name'],
    ["gpu + ws-[*", 10, '"[" has no "]"'],
    ["🎬 + host:pc-[9-1]", 13, 'the range "[9-1]" ends before it starts'],
    ["gpu & ram>=64", 12, "a size is a number with a unit: K, M, G, T, or KiB, MiB, GiB, TiB, such as 64G"],
    ["ram:64G", 4, '":" does not go with ram; write "<", "<=", ">", ">=", such as ram>=64G'],
    ["ram = 64G", 5, "a fact has no white space around its operator: ram>=64G"],
    ["gpu + cores>=many", 14, "it is compared with a whole number, such as 32"],
    ["os:", 4, "a value is missing, such as os:windows"],
    ['🎬 + os:"', 8, "the quoted value is not closed"],
    ['gpuu:"x"', 1, 'there is no fact "gpuu"; did you mean gpu?'],
    [
      "ip:10.2.3.0/16",
      4,
      'no network of 16 bits begins at 10.2.3.0; for that address alone, leave "/16" out',
    ],
    ["ip:10.2.0.0/33", 13, 'what follows the "/" is not a number from 0 to 32'],
    ["ip:pc-01", 4, '"pc-01" is not an IP address'],
    ["engine>=latest", 9, "it is compared with a version, such as 3.4 or 3.4.1"],
    ["service:*", 9, "it names one service, such as service:blender"],
    ["日本 🎬 )", 4, '"+", "-" or "&" is missing here'],
  ])("refuses %j at column %d", (text, column, reason) => {
    const error = failure(text);
    expect(error.code).toBe("INVALID_EXPRESSION");
    expect(error.details).toMatchObject({ expression: text, column });
    expect(error.message).toContain(`Column ${column} of the pool expression: ${reason}`);
  });

  it("points at the column", () => {
    expect(failure("gpu + & nuke").message).toMatchInlineSnapshot(`
      "Column 7 of the pool expression: a pool is missing before "&".
        gpu + & nuke
              ^"
    `);
    expect(failure("🎬\t\u202e\u001b +").message).toMatchInlineSnapshot(`
      "Column 3 of the pool expression: "+", "-" or "&" is missing here; a name that has white space goes in quotes: "Heavy Sim".
        🎬    +
          ^"
    `);
    expect(failure(`${"a+".repeat(100)}+${"+a".repeat(100)}`).message).toMatchInlineSnapshot(`
      "Column 201 of the pool expression: a pool is missing before "+".
        …a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+++a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+…
                                                                                                             ^"
    `);
  });

  it("takes 500 operands, and no more", () => {
    const chain = (length: number) => Array.from({ length }, (_, index) => `p${index}`).join("+");
    expect(parseExpression(chain(500)).kind).toBe("union");
    expect(failure(chain(501)).message).toContain("it names more than 500 pools and hosts");
  });

  it("takes 100 patterns, and no more", () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, index) => (index % 2 ? `*${index}*` : `host:[1-${index + 1}]`)).join(" + ");
    expect(parseExpression(`${chain(100)} + host:pc-1`).kind).toBe("union");
    expect(failure(chain(101)).message).toContain("it holds more than 100 patterns and facts");
  });

  it("takes 10,000 characters, and no more", () => {
    expect(shape(parseExpression("a".repeat(10_000)))).toHaveLength(10_000);
    const error = failure("a".repeat(10_000_000));
    expect(error.message).toContain("it is longer than 10000 characters");
    expect(error.message.length).toBeLessThan(1_000);
  });

  it("takes parentheses 100 deep, and no more", () => {
    const nest = (depth: number) => `${"(".repeat(depth)}a${")".repeat(depth)}`;
    expect(shape(parseExpression(nest(100)))).toBe("a");
    expect(shape(parseExpression(`${nest(100)} + ${nest(100)}`))).toBe("(a + a)");
    expect(failure(nest(101)).details.column).toBe(101);
  });
});
