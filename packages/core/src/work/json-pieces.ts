/** So many characters make a piece. */
const pieceLength = 64 << 10;

/** So many values are encoded at once. */
const valuesAtOnce = 256;

/**
 * What `JSON.stringify` gives for plain data (no `toJSON`), in pieces of about 64 Ki characters, so that something else can be
 * done between two of them, however long its lists are and wherever they stand.
 */
export function* jsonPieces(data: object): Generator<string, void> {
  let piece = "";
  for (const part of partsOf(data)) {
    piece += part;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

function* partsOf(value: unknown): Generator<string, void> {
  if (valuesLeft(value, valuesAtOnce) >= 0) yield JSON.stringify(value) ?? "null";
  else if (Array.isArray(value)) yield* listParts(value);
  else yield* objectParts(value as object);
}

function* listParts(list: readonly unknown[]): Generator<string, void> {
  let separator = "[";
  for (const entry of list) {
    yield separator;
    yield* partsOf(entry);
    separator = ",";
  }
  yield separator === "[" ? "[]" : "]";
}

function* objectParts(object: object): Generator<string, void> {
  let separator = "{";
  for (const [name, member] of Object.entries(object)) {
    if (member === undefined) continue;
    yield `${separator}${JSON.stringify(name)}:`;
    yield* partsOf(member);
    separator = ",";
  }
  yield separator === "{" ? "{}" : "}";
}

/** How many of `most` values are left once those of `value` are counted; less than 0 where it has more. */
function valuesLeft(value: unknown, most: number): number {
  let left = most - 1;
  if (typeof value !== "object" || value === null) return left;
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    if (left < 0) return left;
    left = valuesLeft(member, left);
  }
  return left;
}
