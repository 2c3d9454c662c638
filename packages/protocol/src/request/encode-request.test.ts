import { expect, test } from "vitest";
import { bytesOf, type Piece, readVectors } from "../testing/vectors.js";
import { encodeLegacyRequest, encodeRequest } from "./encode-request.js";
import type { CommandRequest } from "./request.js";

interface EncodeVector {
  readonly name: string;
  readonly request: CommandRequest | { readonly kind: "legacy" };
  readonly output: readonly Piece[];
}

test.each(readVectors<EncodeVector>("encode-requests.json"))("$name", ({ request, output }) => {
  const bytes = request.kind === "legacy" ? encodeLegacyRequest() : encodeRequest(request);
  expect(Buffer.from(bytes).toString()).toBe(Buffer.from(bytesOf(output)).toString());
});
