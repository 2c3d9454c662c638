import type { Pool } from "@afpools/api/client";
import { Fragment } from "preact";
import { ForeignText } from "./foreign-text.js";

/** The names of pools, each of which leads to the pool. */
export function PoolLinks({ pools }: { readonly pools: readonly Pool[] }) {
  return (
    <>
      {pools.map(({ id, name }, index) => (
        <Fragment key={id}>
          {index > 0 && ", "}
          <a href={`/pools/${id}`} draggable={false}>
            <ForeignText text={name} />
          </a>
        </Fragment>
      ))}
    </>
  );
}
