import { defineConfig, type Options } from "tsup";

/** The one way all packages are built: unbundled dependencies, types for each format, source maps. */
export function definePackage(options: Pick<Options, "entry" | "format" | "onSuccess"> & { dts?: boolean }) {
  return defineConfig({
    clean: true,
    removeNodeProtocol: false,
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
    sourcemap: true,
    splitting: true,
    target: "node20.19",
    ...options,
  });
}
