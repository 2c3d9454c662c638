import { visible } from "@afpools/core/internal";
import { ForeignText } from "./foreign-text.js";

/** The name of a host, which leads to what is known of it. */
export function HostLink({ name }: { readonly name: string }) {
  return (
    <a class="name-link" href={`/hosts/${encodeURIComponent(name)}`} title={visible(name)} draggable={false}>
      <ForeignText text={name} />
    </a>
  );
}
