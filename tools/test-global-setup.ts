import { buildGoProgram } from "./go-program.js";
import { prepareMongo } from "./mongodb-for-tests.js";

/** Builds what tests of several packages need and what takes longer than a test may. */
export async function setup() {
  await prepareMongo();
  await buildGoProgram("toxiproxy");
}
