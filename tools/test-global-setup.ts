/** Prepares what tests of several packages share. */
export async function setup() {}
