import { onTestFinished } from "vitest";
import { startToxiproxy, type Toxiproxy } from "../../../../tools/toxiproxy-for-tests.js";

/** A network that fails as the test tells it to; gone after the test. */
export async function failingNetwork(): Promise<Toxiproxy> {
  const network = await startToxiproxy();
  onTestFinished(() => network.stop());
  return network;
}
