/**
 * Farms of every naming habit, made by a seed: the habits are the same for every seed, the numbers, gaps and words are
 * not. `tuningSeeds` were looked at while the compiler was written, `heldOutSeeds` were not.
 */
export const tuningSeeds = [1, 2, 3];
export const heldOutSeeds = [101, 102, 103, 104, 105];

/** @returns {{ habit: string, names: string[] }[]} */
export function farms(seed) {
  const random = generator(seed);
  return Object.entries(habits).flatMap(([habit, make]) =>
    sizes.map((size) => ({ habit, names: [...new Set(make(random, size))] })),
  );
}

const sizes = [3, 12, 40, 150, 500];

const habits = {
  "pc-001, all": (random, size) => numbered("pc-", random.integer(0, 2), size, 3),
  "pc-1, all": (random, size) => numbered("pc-", random.integer(0, 20), size, 0),
  "pc-001, gaps": (random, size) => thinned(random, numbered("pc-", 1, Math.ceil(size / 0.8), 3), 0.8),
  "node1, half": (random, size) => thinned(random, numbered("node", 1, size * 2, 0), 0.5),
  ranges: (random, size) =>
    Array.from({ length: 3 }, () => numbered("rnd", random.integer(1, 900), Math.ceil(size / 3), 4)).flat(),
  "ws12-gpu": (random, size) =>
    numbered("ws", 1, size, 2).map((name) => `${name}-${random.pick(["gpu", "cpu"])}`),
  "ws12-gpu, gaps": (random, size) =>
    thinned(random, numbered("ws", 1, size * 2, 0), 0.5).map(
      (name) => name + random.pick(["", "-gpu", "-gpu2", "-sim"]),
    ),
  "render-a01.farm.example": (_random, size) =>
    numbered("", 1, Math.ceil(size / 4), 2).flatMap((number) =>
      [..."abcd"].map((rack) => `render-${rack}${number}.farm.example`),
    ),
  racks: (random, size) => {
    const racks = Math.ceil(size / 24);
    return Array.from({ length: racks }, (_, rack) =>
      numbered(`r${rack + 1}n`, 1, random.integer(16, 24), 2),
    ).flat();
  },
  "DESKTOP-7F3K2Q1": (random, size) =>
    Array.from({ length: size }, () => `DESKTOP-${random.word("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 7)}`),
  people: (random, size) =>
    Array.from({ length: size }, () => random.pick(people) + random.pick(["-ws", "-pc", "", "-laptop", "2"])),
  "two sites": (_random, size) =>
    ["lon", "ber"].flatMap((site) =>
      numbered(`${site}-rn`, 1, Math.ceil(size / 2), 3).map((name) => `${name}.${site}.studio.example`),
    ),
  "short and full": (random, size) =>
    numbered("pc", 1, size, 0).map((name) => (random.next() < 0.5 ? name : `${name}.lan`)),
  case: (random, size) =>
    numbered("pc-", 1, size, 2).map((name) => (random.next() < 0.3 ? name.toUpperCase() : name)),
  mixed: (random, size) =>
    [
      numbered("pc-", 1, Math.ceil(size / 3), 2),
      thinned(random, numbered("LT-FX-", 1, size, 3), 0.3),
      Array.from({ length: Math.ceil(size / 6) }, () => `DESKTOP-${random.word("ABCDEF0123456789", 7)}`),
      numbered("blade", 1, Math.ceil(size / 6), 0).map((name) => `${name}_${random.pick(["a", "b"])}`),
    ].flat(),
  hexadecimal: (random, size) =>
    Array.from({ length: size }, () => `ip-0a00${random.word("0123456789abcdef", 4)}`),
  "ip-10-0-1-7": (random, size) =>
    Array.from({ length: size }, () => `ip-10-0-${random.integer(1, 4)}-${random.integer(2, 254)}`),
};

const people =
  "anna ben carla david eva frank gina hugo ines jonas kim lena max nina oskar paula quin rosa sven tina uwe vera wim xena yann zoe anton berta clara dora emil fritz gustav heidi ida jan karl lisa maria".split(
    " ",
  );

export function numbered(prefix, from, count, width) {
  return Array.from({ length: count }, (_, index) => prefix + String(from + index).padStart(width, "0"));
}

export function thinned(random, names, share) {
  return names.filter(() => random.next() < share);
}

/** A small generator of numbers (mulberry32), so that a seed gives the same farms everywhere. */
export function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (from, to) => from + Math.floor(next() * (to - from + 1));
  const pick = (items) => items[integer(0, items.length - 1)];
  const word = (alphabet, length) => Array.from({ length }, () => pick([...alphabet])).join("");
  return { next, integer, pick, word };
}
