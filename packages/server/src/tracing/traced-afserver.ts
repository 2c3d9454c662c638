import { Afserver } from "@afpools/afanasy";
import { SpanKind } from "@opentelemetry/api";
import { traced } from "./traced.js";

/**
 * An afserver, with a span for each request. Not for those as they are (`request`, `post`): by these its events are asked
 * for, each second or so.
 */
export class TracedAfserver extends Afserver {
  override renders(...asked: Parameters<Afserver["renders"]>) {
    return this.#run("renders", () => super.renders(...asked));
  }

  override jobs(...asked: Parameters<Afserver["jobs"]>) {
    return this.#run("jobs", () => super.jobs(...asked));
  }

  override jobProgress(...asked: Parameters<Afserver["jobProgress"]>) {
    return this.#run("jobProgress", () => super.jobProgress(...asked));
  }

  override users(...asked: Parameters<Afserver["users"]>) {
    return this.#run("users", () => super.users(...asked));
  }

  override nativePools(...asked: Parameters<Afserver["nativePools"]>) {
    return this.#run("nativePools", () => super.nativePools(...asked));
  }

  override info(...asked: Parameters<Afserver["info"]>) {
    return this.#run("info", () => super.info(...asked));
  }

  override sendJob(...asked: Parameters<Afserver["sendJob"]>) {
    return this.#run("sendJob", () => super.sendJob(...asked));
  }

  override changeJobs(...asked: Parameters<Afserver["changeJobs"]>) {
    return this.#run("changeJobs", () => super.changeJobs(...asked));
  }

  override changeBlocks(...asked: Parameters<Afserver["changeBlocks"]>) {
    return this.#run("changeBlocks", () => super.changeBlocks(...asked));
  }

  override operateJobs(...asked: Parameters<Afserver["operateJobs"]>) {
    return this.#run("operateJobs", () => super.operateJobs(...asked));
  }

  override restartTasks(...asked: Parameters<Afserver["restartTasks"]>) {
    return this.#run("restartTasks", () => super.restartTasks(...asked));
  }

  override changeRenders(...asked: Parameters<Afserver["changeRenders"]>) {
    return this.#run("changeRenders", () => super.changeRenders(...asked));
  }

  override ejectTasks(...asked: Parameters<Afserver["ejectTasks"]>) {
    return this.#run("ejectTasks", () => super.ejectTasks(...asked));
  }

  override setNativePool(...asked: Parameters<Afserver["setNativePool"]>) {
    return this.#run("setNativePool", () => super.setNativePool(...asked));
  }

  #run<T>(method: string, work: () => Promise<T>): Promise<T> {
    const { host, port } = this.address;
    return traced(
      {
        name: method,
        kind: SpanKind.CLIENT,
        attributes: {
          "rpc.system.name": "afanasy",
          "rpc.method": method,
          "server.address": host,
          "server.port": port,
        },
      },
      work,
    );
  }
}
