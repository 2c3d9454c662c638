import { FactFlaw } from "./fact-flaw.js";

const powers = { k: 1, m: 2, g: 3, t: 4 } as const;

/**
 * The bytes that a text such as `64G`, `1.5T` or `62GiB` stands for. `G` and `GB` are 10⁹ bytes, `GiB` is 2³⁰: a machine that
 * was sold with 64 GB reports some less than 64 GiB, and some more than 64 GB.
 *
 * @throws FactFlaw
 */
export function parseSize(text: string): number {
  const [, number = "", power = "", binary = ""] = /^(\d+(?:\.\d+)?)([kmgt])(i?b)?$/i.exec(text) ?? [];
  if (power === "") {
    const hint = /^\d+(?:\.\d+)?$/.test(text) ? `${text}G` : "64G";
    throw new FactFlaw(`a size is a number with a unit: K, M, G, T, or KiB, MiB, GiB, TiB, such as ${hint}`);
  }
  const base = binary.toLowerCase() === "ib" ? 1024 : 1000;
  return Number(number) * base ** powers[lowerCase(power)];
}

function lowerCase(unit: string) {
  return unit.toLowerCase() as keyof typeof powers;
}

/** A size in whole units, rounded down: `67G`. */
export function roundedSize(bytes: number): string {
  const units = ["K", "M", "G", "T"] as const;
  const unit = units.findLast((each) => bytes >= 1000 ** powers[lowerCase(each)]) ?? "K";
  return `${Math.floor(bytes / 1000 ** powers[lowerCase(unit)])}${unit}`;
}
