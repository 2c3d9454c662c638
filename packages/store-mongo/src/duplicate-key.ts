import { MongoBulkWriteError, MongoServerError } from "mongodb";

const duplicateKey = 11_000;

/** Was an insert refused because its key is there already? */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === duplicateKey;
}

/** Were inserts of many refused for this reason alone? */
export function areDuplicateKeys(error: unknown): boolean {
  return (
    error instanceof MongoBulkWriteError &&
    [error.writeErrors].flat().every(({ code }) => code === duplicateKey)
  );
}
