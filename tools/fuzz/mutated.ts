import fc from "fast-check";

/** One thing that is done to some bytes. Places are shares of their length, so that they fit whatever was done before. */
type Mutation =
  | { readonly do: "set"; readonly at: number; readonly byte: number }
  | { readonly do: "insert"; readonly at: number; readonly bytes: Uint8Array }
  | { readonly do: "remove"; readonly at: number; readonly length: number }
  | { readonly do: "repeat"; readonly at: number; readonly length: number; readonly times: number }
  | { readonly do: "splice"; readonly at: number; readonly other: number; readonly from: number };

const place = fc.double({ min: 0, max: 1, noNaN: true });

/** Inputs near the seeds: one of them, with up to twelve mutations, in which words of `dictionary` are put too. */
export function mutated(
  seeds: readonly Uint8Array[],
  dictionary: readonly string[],
): fc.Arbitrary<Uint8Array> {
  const word = fc.constantFrom(...dictionary).map((text) => new TextEncoder().encode(text));
  const bytes = fc.oneof(word, fc.uint8Array({ minLength: 1, maxLength: 8 }));
  const mutation: fc.Arbitrary<Mutation> = fc.oneof(
    fc.record({ do: fc.constant("set" as const), at: place, byte: fc.nat(255) }),
    fc.record({ do: fc.constant("insert" as const), at: place, bytes }),
    fc.record({ do: fc.constant("remove" as const), at: place, length: fc.nat(40) }),
    fc.record({ do: fc.constant("repeat" as const), at: place, length: fc.nat(12), times: fc.nat(200) }),
    fc.record({
      do: fc.constant("splice" as const),
      at: place,
      other: fc.nat(seeds.length - 1),
      from: place,
    }),
  );
  return fc
    .tuple(fc.nat(seeds.length - 1), fc.array(mutation, { maxLength: 12 }))
    .map(([seed, mutations]) =>
      mutations.reduce((input, next) => mutate(input, next, seeds), seeds[seed] ?? new Uint8Array()),
    );
}

function mutate(input: Uint8Array, mutation: Mutation, seeds: readonly Uint8Array[]): Uint8Array {
  const at = Math.floor(mutation.at * input.length);
  const [before, after] = [input.subarray(0, at), input.subarray(at)];
  switch (mutation.do) {
    case "set":
      return joined(before, Uint8Array.of(mutation.byte), after.subarray(1));
    case "insert":
      return joined(before, mutation.bytes, after);
    case "remove":
      return joined(before, after.subarray(mutation.length));
    case "repeat": {
      const part = after.subarray(0, mutation.length);
      return joined(before, ...Array<Uint8Array>(mutation.times).fill(part), after);
    }
    case "splice": {
      const other = seeds[mutation.other] ?? new Uint8Array();
      return joined(before, other.subarray(Math.floor(mutation.from * other.length)));
    }
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
