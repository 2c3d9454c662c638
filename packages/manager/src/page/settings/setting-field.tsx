import type { Setting, SettingFinding } from "@afpools/api/client";
import { toAfpoolsError } from "@afpools/core";
import { useId, useState } from "preact/hooks";
import { client } from "../server/client.js";
import { t } from "../texts.js";

export interface SettingFieldProps {
  readonly setting: Setting;
  /** What was typed and is not saved yet; null: to be as by default. */
  readonly edit: string | number | null | undefined;
  readonly onEdit: (value: string | number | null) => void;
}

/** One setting: its value, what it means, where the value comes from, whether a change waits for a restart. */
export function SettingField({ setting, edit, onEdit }: SettingFieldProps) {
  const { key, value, running, source, fallback, description, variable, restart } = setting;
  const id = useId();
  const shown = edit === null ? fallback : (edit ?? value);
  const isFixed = source === "environment" || source === "flag";
  return (
    <div class={edit === undefined ? "setting" : "setting edited"}>
      <label for={id} class="code">
        {key}
      </label>
      <div class="control">
        <Control id={id} setting={setting} value={shown} isFixed={isFixed} onEdit={onEdit} />
        {source === "file" && edit !== null && (
          <button type="button" class="link" onClick={() => onEdit(null)}>
            {t.settingsView.reset}
          </button>
        )}
        <span class="quiet">
          {t.settingsView.sources[source]}
          {restart && `, ${t.settingsView.restart}`}
        </span>
      </div>
      <p id={`${id}-help`} class="help">
        {description}
        {source === "environment" && `. ${t.settingsView.fixed(variable)}`}
        {source === "flag" && `. ${t.settingsView.fixedByFlag}`}
      </p>
      {value !== running && <p class="warning">{t.settingsView.running(String(running))}</p>}
      {(key === "store" || key === "afanasy.server") && (
        <TestConnection settingKey={key} value={String(shown)} />
      )}
    </div>
  );
}

interface ControlProps {
  readonly id: string;
  readonly setting: Setting;
  readonly value: string | number;
  readonly isFixed: boolean;
  readonly onEdit: (value: string | number) => void;
}

function Control({ id, setting: { schema }, value, isFixed, onEdit }: ControlProps) {
  const described = { id, disabled: isFixed, "aria-describedby": `${id}-help` };
  const choices = Array.isArray(schema.enum) ? schema.enum.map(String) : undefined;
  if (choices) {
    return (
      <select {...described} value={String(value)} onChange={(event) => onEdit(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    );
  }
  if (schema.type === "integer") {
    return (
      <input
        {...described}
        type="number"
        required
        min={numberOf(schema.minimum)}
        max={numberOf(schema.maximum)}
        value={value}
        onInput={(event) => {
          const text = event.currentTarget.value;
          onEdit(text === "" ? text : Number(text));
        }}
      />
    );
  }
  return (
    <input
      {...described}
      type="text"
      class="code"
      spellcheck={false}
      value={String(value)}
      onInput={(event) => onEdit(event.currentTarget.value)}
    />
  );
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

interface TestConnectionProps {
  readonly settingKey: "store" | "afanasy.server";
  readonly value: string;
}

function TestConnection({ settingKey, value }: TestConnectionProps) {
  const [finding, setFinding] = useState<SettingFinding | "testing" | undefined>(undefined);
  const test = async () => {
    setFinding("testing");
    try {
      setFinding(await client.testSetting({ body: { key: settingKey, value } }));
    } catch (cause) {
      setFinding({ ok: false, message: toAfpoolsError(cause).message });
    }
  };
  return (
    <div class="test-connection">
      <button type="button" disabled={finding === "testing"} onClick={() => void test()}>
        {t.settingsView.test}
      </button>
      <span role="status">
        {finding === "testing" && t.settingsView.testing}
        {finding !== undefined && finding !== "testing" && (
          <span class={finding.ok ? "good" : "error"}>{finding.message}</span>
        )}
      </span>
    </div>
  );
}
