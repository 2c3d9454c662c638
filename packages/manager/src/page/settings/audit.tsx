import type { AuditRecord, CallInput } from "@afpools/api/client";
import { auditActions, auditOutcomes } from "@afpools/core/internal";
import { useEffect, useState } from "preact/hooks";
import { ForeignText } from "../parts/foreign-text.js";
import { shownTime } from "../parts/shown-time.js";
import { TextField } from "../parts/text-field.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { t } from "../texts.js";

type Filter = Pick<NonNullable<CallInput<"listAudit">>, "user" | "action" | "outcome">;

/** Who did what, from where, with what outcome. */
export function Audit() {
  const [filter, setFilter] = useState<Filter>({});
  const [user, setUser] = useState("");
  const [records, setRecords] = useState<readonly AuditRecord[] | undefined>(undefined);
  const [next, setNext] = useState<string | null>(null);
  const read = (before?: string) =>
    act(async () => {
      const page = await client.listAudit({ ...filter, ...(before !== undefined && { before }) });
      setRecords([...(before === undefined ? [] : (records ?? [])), ...page.records]);
      setNext(page.next);
    });
  useEffect(() => {
    void read();
  }, [filter]);
  return (
    <div class="audit">
      <form
        class="form inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          const { user: _, ...others } = filter;
          setFilter({ ...others, ...(user !== "" && { user }) });
        }}
      >
        <TextField label={t.auditView.user} value={user} onChange={setUser} autocomplete="off" />
        <Choice
          label={t.auditView.action}
          values={auditActions}
          value={filter.action}
          onChange={(action) => {
            const { action: _, ...others } = filter;
            setFilter({ ...others, ...(action && { action }) });
          }}
        />
        <Choice
          label={t.auditView.outcome}
          values={auditOutcomes}
          value={filter.outcome}
          onChange={(outcome) => {
            const { outcome: _, ...others } = filter;
            setFilter({ ...others, ...(outcome && { outcome }) });
          }}
        />
        <button type="submit">{t.auditView.show}</button>
      </form>
      {records?.length === 0 && <p>{t.auditView.none}</p>}
      {records && records.length > 0 && <Records records={records} />}
      {next !== null && (
        <button type="button" onClick={() => void read(next)}>
          {t.auditView.older}
        </button>
      )}
    </div>
  );
}

function Choice<T extends string>(props: {
  readonly label: string;
  readonly values: readonly T[];
  readonly value: T | undefined;
  readonly onChange: (value: T | undefined) => void;
}) {
  const { label, values, value, onChange } = props;
  return (
    <label>
      <span>{label}</span>
      <select
        value={value ?? ""}
        onChange={(event) => onChange(values.find((each) => each === event.currentTarget.value))}
      >
        <option value="">{t.auditView.any}</option>
        {values.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </label>
  );
}

function Records({ records }: { readonly records: readonly AuditRecord[] }) {
  return (
    <table aria-label={t.auditView.table}>
      <thead>
        <tr>
          <th scope="col">{t.auditView.at}</th>
          <th scope="col">{t.auditView.user}</th>
          <th scope="col">{t.auditView.from}</th>
          <th scope="col">{t.auditView.action}</th>
          <th scope="col">{t.auditView.target}</th>
          <th scope="col">{t.auditView.details}</th>
          <th scope="col">{t.auditView.outcome}</th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <tr key={record.id}>
            <td>{shownTime(record.at)}</td>
            <td>
              <ForeignText text={record.actor.user ?? ""} />{" "}
              {record.actor.by !== "session" && <span class="quiet">{record.actor.by}</span>}
            </td>
            <td>{record.address}</td>
            <td>{record.action}</td>
            <td>
              <ForeignText text={record.target ?? ""} />
            </td>
            <td class="details">
              <ForeignText text={detailsOf(record)} />
            </td>
            <td>
              <span class={record.outcome === "ok" ? "badge" : "badge warning"}>
                {record.code ?? record.outcome}
              </span>
              {record.count > 1 && ` × ${record.count}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function detailsOf({ details }: AuditRecord): string {
  return Object.entries(details)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : String(value)}`)
    .join("; ");
}
