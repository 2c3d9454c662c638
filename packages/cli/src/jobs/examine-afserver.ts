import type { Afserver, Unreadable } from "@afpools/afanasy";
import { type StoreFinding, toAfpoolsError } from "@afpools/core";
import { formatEndpoint, quoted } from "@afpools/core/internal";

/** As many entries that cannot be read as are named one by one. */
const maxNamed = 20;

/** Whether an afserver answers, of which release it is, and what in its listings cannot be read. */
export async function examineAfserver(afserver: Afserver): Promise<StoreFinding[]> {
  const subject = `afserver ${formatEndpoint(afserver.address)}`;
  try {
    const [release, renders, jobs, users] = await Promise.all([
      afserver.release(),
      afserver.renders(),
      afserver.jobs(),
      afserver.users(),
    ]);
    const unreadable = [renders, jobs, users].flatMap((listing) => listing.unreadable);
    return [
      {
        severity: "note",
        subject,
        message: `Release ${release.version}, ${renders.length} renders and ${jobs.length} jobs can be read.`,
      },
      ...unreadable.slice(0, maxNamed).map((entry) => unreadableFinding(entry, subject)),
      ...(unreadable.length > maxNamed
        ? [
            {
              severity: "warning" as const,
              subject,
              message: `${unreadable.length - maxNamed} more cannot be read.`,
            },
          ]
        : []),
    ];
  } catch (error) {
    return [{ severity: "warning", subject, message: toAfpoolsError(error).message }];
  }
}

function unreadableFinding({ type, id, name, reason }: Unreadable, subject: string): StoreFinding {
  const what = `${type.replace(/s$/, "")} ${id}${name && ` ${quoted(name, 80)}`}`;
  return {
    severity: "warning",
    subject,
    message: `The ${what} cannot be read: ${reason}. It is not followed; the others are. Delete it, or send it again without quotes and backslashes in its texts.`,
  };
}
