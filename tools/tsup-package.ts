import { defineConfig, type Options } from "tsup";

/**
 * The one way all packages are built: unbundled dependencies, types for each format, readable code. There are no source maps:
 * they would be more than half of what is installed, and those of tsup for CommonJS name folders of the machine that built them.
 */
export function definePackage(options: Pick<Options, "entry" | "format" | "onSuccess"> & { dts?: boolean }) {
  return defineConfig({
    clean: true,
    removeNodeProtocol: false,
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
    splitting: true,
    target: "node20.19",
    // tsup makes CommonJS out of parts with sucrase, which rewrites these two itself and does it wrong around `yield`.
    esbuildOptions: (esbuild, { format }) => {
      if (format === "cjs") esbuild.supported = { "nullish-coalescing": false, "optional-chain": false };
    },
    ...options,
  });
}
