import type { CallResult, Setting } from "@afpools/api/client";
import { useEffect, useState } from "preact/hooks";
import { useDraft } from "../parts/drafts.js";
import { showDone } from "../parts/toasts.js";
import { useAttempt } from "../parts/use-attempt.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";
import { SettingField } from "./setting-field.js";

type Settings = CallResult<"listSettings">;
type Edits = ReadonlyMap<string, string | number | null>;

const noEdits: Edits = new Map();

/** All settings of the server, by groups. What was changed is saved at once, or not at all. */
export function ServerSettings() {
  const [settings, setSettings] = useState<Settings | undefined>(undefined);
  const [edits, setDraft] = useDraft("settings", noEdits);
  const setEdits = (next: Edits) => setDraft(next.size === 0 ? noEdits : next);
  const { error, setError, isBusy, onSubmit } = useAttempt();
  useEffect(() => {
    void act(async () => setSettings(await client.listSettings()));
  }, []);
  if (!settings) return <p class="quiet">{t.loading}</p>;
  const edit = (setting: Setting, value: string | number | null) => {
    const next = new Map(edits);
    const isSame = value === null ? setting.source !== "file" : String(value) === String(setting.value);
    if (isSame) next.delete(setting.key);
    else next.set(setting.key, value);
    setEdits(next);
  };
  const save = onSubmit(async () => {
    const saved = await client.changeSettings({ body: Object.fromEntries(edits) }, once());
    const waiting = saved.settings.filter(({ value, running }) => value !== running).map(({ key }) => key);
    showDone(waiting.length > 0 ? t.settingsView.savedRestart(waiting) : t.settingsView.saved);
    setSettings(saved);
    setEdits(new Map());
  });
  return (
    <form class="server-settings" onSubmit={save}>
      <p class="quiet">{t.settingsView.file(settings.file)}</p>
      {[...grouped(settings.settings)].map(([group, ofGroup]) => (
        <fieldset key={group}>
          <legend>{t.settingsView.groups[group] ?? group}</legend>
          {ofGroup.map((setting) => (
            <SettingField
              key={setting.key}
              setting={setting}
              edit={edits.get(setting.key)}
              onEdit={(value) => edit(setting, value)}
            />
          ))}
        </fieldset>
      ))}
      {(edits.size > 0 || error !== undefined) && (
        <footer class="save-bar">
          <p class={error === undefined ? "quiet" : "error"} role={error === undefined ? "status" : "alert"}>
            {error ?? t.settingsView.unsaved(edits.size)}
          </p>
          <button
            type="button"
            onClick={() => {
              setEdits(new Map());
              setError(undefined);
            }}
          >
            {t.settingsView.discard}
          </button>
          <button type="submit" class="primary" disabled={isBusy}>
            {t.settingsView.save}
          </button>
        </footer>
      )}
    </form>
  );
}

/** By what stands before the dot of their keys, in the order of the settings. */
function grouped(settings: readonly Setting[]): Map<string, Setting[]> {
  const groups = new Map<string, Setting[]>();
  for (const setting of settings) {
    const group = setting.key.split(".")[0] ?? setting.key;
    const known = groups.get(group);
    if (known) known.push(setting);
    else groups.set(group, [setting]);
  }
  return groups;
}
