import fc from "fast-check";

/**
 * Property tests try the same inputs in every run, so that what they find in one change is of that change. Other inputs are
 * tried with AFPOOLS_TEST_SEED=random, which prints the seed of what fails, or with that seed in its place.
 */
const seed = process.env.AFPOOLS_TEST_SEED ?? "1";
if (seed !== "random") fc.configureGlobal({ seed: Number(seed) });
