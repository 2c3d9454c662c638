/** Farms without chance: contiguous ranges, farms by factors of how hosts are named, and strides. */

/** All ranges `pcA…pcB` with A below 40 and B below 130, without padding, with and without what stands behind. */
export function* ranges() {
  for (const suffix of ["", ".lan", "-vm"])
    for (let from = 0; from < 40; from += 1)
      for (let to = from + 1; to < 130; to += 1)
        yield { farm: `pc${from}…${to}${suffix}`, names: numbers(from, to).map((n) => `pc${n}${suffix}`) };
}

/** Each level of each factor with each of all others. */
const factors = {
  prefix: ["n", "pc", "ws-", "render-a"],
  digits: [1, 2, 3],
  first: [0, 1, 7, 95],
  count: [5, 16, 40, 99, 130],
  kept: {
    all: () => true,
    "every second": ({ n }) => n % 2 === 0,
    "four of five": ({ n }) => n % 5 !== 3,
    "two ranges": ({ at, count }) => at < count / 3 || at >= count / 2,
  },
  suffix: {
    none: () => "",
    ".lan": () => ".lan",
    "-gpu": () => "-gpu",
    "every third -gpu": (n) => (n % 3 === 0 ? "-gpu" : ""),
  },
};

/** The 3,840 farms by factors. */
export function* byFactors() {
  for (const prefix of factors.prefix)
    for (const digits of factors.digits)
      for (const first of factors.first)
        for (const count of factors.count)
          for (const [kept, isKept] of Object.entries(factors.kept))
            for (const [suffix, suffixOf] of Object.entries(factors.suffix))
              yield {
                farm: `${prefix}, ${digits} digits, ${count} from ${first}, ${kept}, suffix ${suffix}`,
                names: numbers(first, first + count - 1)
                  .filter((n, at) => isKept({ n, at, count }))
                  .map((n) => prefix + String(n).padStart(digits, "0") + suffixOf(n)),
              };
}

/** Every 2nd to 13th of up to 500 hosts. */
export function* strides() {
  for (const of of [50, 100, 200, 500])
    for (let stride = 2; stride <= 13; stride += 1)
      for (const digits of [1, 3])
        yield {
          farm: `every ${stride}th of ${of}, ${digits} digits`,
          names: numbers(1, of)
            .filter((n) => n % stride === 0)
            .map((n) => `pc${String(n).padStart(digits, "0")}`),
        };
}

function numbers(from, to) {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
