import type { MaskRequest } from "@afpools/api/client";
import { TextField } from "../parts/text-field.js";
import { t } from "../texts.js";

/** What of a request for a mask is not the expression. */
export type OwnMasks = Pick<MaskRequest, "masks" | "form">;

export const noOwnMasks: OwnMasks = {};

const forms = ["include", "exclude", "include-lookahead", "exclude-lookahead", "find"] as const;
const types = ["find", "regex"] as const;

export interface OwnMasksFieldsProps {
  readonly own: OwnMasks;
  readonly onChange: (own: OwnMasks) => void;
}

/** The masks that a job has already, and the form of the new one. */
export function OwnMasksFields({ own, onChange }: OwnMasksFieldsProps) {
  const { masks = {}, form } = own;
  const set = (name: "hosts_mask" | "hosts_mask_exclude", text: string) => {
    const { [name]: _, ...others } = masks;
    onChange({ ...own, masks: text === "" ? others : { ...others, [name]: text } });
  };
  return (
    <details class="own-masks">
      <summary>{t.tryView.own}</summary>
      <div class="fields">
        <TextField
          label={t.tryView.ownMask}
          value={masks.hosts_mask ?? ""}
          onChange={(text) => set("hosts_mask", text)}
          class="code"
        />
        <TextField
          label={t.tryView.ownExclude}
          value={masks.hosts_mask_exclude ?? ""}
          onChange={(text) => set("hosts_mask_exclude", text)}
          class="code"
        />
        <label>
          <span>{t.tryView.ownType}</span>
          <select
            value={masks.hosts_mask_type ?? "find"}
            onChange={(event) => {
              const hosts_mask_type = types.find((type) => type === event.currentTarget.value) ?? "find";
              onChange({ ...own, masks: { ...masks, hosts_mask_type } });
            }}
          >
            {types.map((type) => (
              <option key={type}>{type}</option>
            ))}
          </select>
        </label>
        <label>
          <span>{t.tryView.form}</span>
          <select
            value={form ?? "include"}
            onChange={(event) => {
              const chosen = forms.find((each) => each === event.currentTarget.value) ?? "include";
              onChange({ ...own, form: chosen });
            }}
          >
            {forms.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </div>
    </details>
  );
}
