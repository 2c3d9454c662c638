import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { type OwnMongo, startOwnMongo } from "../../../../tools/mongodb-for-tests.js";

/** A server of the MongoDB protocol of the test's own, to be killed; gone after the test. */
export async function ownDatabase(): Promise<OwnMongo & { urlBy(port: number): string }> {
  const mongo = await startOwnMongo();
  onTestFinished(() => mongo.stop());
  const name = `afpools_test_${randomUUID().slice(0, 8)}`;
  return { ...mongo, urlBy: (port) => `mongodb://127.0.0.1:${port}/${name}` };
}
