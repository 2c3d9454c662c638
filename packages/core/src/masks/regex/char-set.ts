/** A set of bytes, which is what std::regex reads: a flag for each of the 256. */
export type CharSet = Uint8Array;

export function emptySet(): CharSet {
  return new Uint8Array(256);
}

/** The bytes for which `test` holds for their character. */
export function setWhere(test: (char: string) => boolean): CharSet {
  return Uint8Array.from({ length: 256 }, (_, byte) => (test(String.fromCharCode(byte)) ? 1 : 0));
}

export function complement(set: CharSet): CharSet {
  return set.map((flag) => 1 - flag);
}

export function addRange(set: CharSet, from: number, to: number): void {
  set.fill(1, from, to + 1);
}

export function addAll(set: CharSet, other: CharSet): void {
  for (let byte = 0; byte < 256; byte += 1) if (other[byte]) set[byte] = 1;
}

/** Adds to each letter the same letter in the other case. */
export function addOtherCases(set: CharSet): void {
  for (let upper = 65; upper <= 90; upper += 1) {
    if (!set[upper] && !set[upper + 32]) continue;
    set[upper] = 1;
    set[upper + 32] = 1;
  }
}

/** The set of one character of ASCII, in both cases if `anyCase`. Shared: not to be changed. */
export function oneCharacter(code: number, anyCase: boolean): CharSet {
  return (anyCase ? singlesOfAnyCase : singles)[code] ?? emptySet();
}

const singles = Array.from({ length: 128 }, (_, code) => {
  const set = emptySet();
  set[code] = 1;
  return set;
});

const singlesOfAnyCase = singles.map((single) => {
  const set = single.slice();
  addOtherCases(set);
  return set;
});

const ascii = (pattern: RegExp) => setWhere((char) => char.charCodeAt(0) < 128 && pattern.test(char));

/** The classes of `[[:alpha:]]` and `\d`, in the C locale. */
export const classes: Readonly<Record<string, CharSet>> = {
  alnum: ascii(/[0-9A-Za-z]/),
  alpha: ascii(/[A-Za-z]/),
  blank: ascii(/[ \t]/),
  digit: ascii(/[0-9]/),
  graph: ascii(/[!-~]/),
  lower: ascii(/[a-z]/),
  print: ascii(/[ -~]/),
  punct: ascii(/[!-/:-@[-`{-~]/),
  space: ascii(/[ \t\n\v\f\r]/),
  upper: ascii(/[A-Z]/),
  xdigit: ascii(/[0-9A-Fa-f]/),
  d: ascii(/[0-9]/),
  s: ascii(/[ \t\n\v\f\r]/),
  w: ascii(/[0-9A-Za-z_]/),
};
