/** The parts of write-good that the test of the prose uses; it has no types of its own. */
declare module "write-good" {
  function writeGood(text: string, options?: writeGood.Options): writeGood.Suggestion[];

  namespace writeGood {
    interface Suggestion {
      readonly index: number;
      readonly offset: number;
      readonly reason: string;
    }

    interface Check {
      /** @returns where the text has what the check refuses */
      readonly fn: (text: string) => { readonly index: number; readonly offset: number }[];
      readonly explanation: string;
    }

    type OwnCheck = "weasel" | "illusion" | "so" | "thereIs" | "passive" | "adverb" | "tooWordy" | "cliches";

    interface Options extends Partial<Record<OwnCheck, boolean>> {
      /** Instead of write-good's own. */
      readonly checks?: Readonly<Record<string, Check>>;
    }
  }

  export = writeGood;
}
