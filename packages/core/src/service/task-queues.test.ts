import { describe, expect, it } from "vitest";
import { TaskQueues } from "./task-queues.js";

/** A task that ends when the test says. */
function openTask(log: string[], name: string) {
  let end: (error?: Error) => void = () => undefined;
  const ended = new Promise<string>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve(name));
  });
  const task = () => {
    log.push(name);
    return ended;
  };
  return { task, end };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("TaskQueues", () => {
  it("does the tasks of one key one after another, in order", async () => {
    const [queues, log] = [new TaskQueues(), [] as string[]];
    const [first, second] = [openTask(log, "first"), openTask(log, "second")];
    const results = Promise.all([queues.run("a", first.task), queues.run("a", second.task)]);
    second.end();
    await settled();
    expect(log).toEqual(["first"]);
    first.end();
    expect(await results).toEqual(["first", "second"]);
  });

  it("does not let one that hangs hold up those of other keys", async () => {
    const [queues, log] = [new TaskQueues(), [] as string[]];
    void queues.run("a", openTask(log, "hangs").task);
    expect(await queues.run("b", async () => "done")).toBe("done");
  });

  it("goes on after one that failed, or threw at once", async () => {
    const queues = new TaskQueues();
    const failed = queues.run("a", async () => Promise.reject(new Error("first")));
    const threw = queues.run("a", () => {
      throw new Error("second");
    });
    const third = queues.run("a", async () => "third");
    await expect(failed).rejects.toThrow("first");
    await expect(threw).rejects.toThrow("second");
    expect(await third).toBe("third");
  });

  it("does a task of several keys behind those of each, and before those that come later", async () => {
    const [queues, log] = [new TaskQueues(), [] as string[]];
    const [first, both] = [openTask(log, "a"), openTask(log, "a and b")];
    const results = [queues.run("a", first.task), queues.runAll(["a", "b"], both.task)];
    results.push(queues.run("b", async () => `${log.push("b")}`));
    await settled();
    expect(log).toEqual(["a"]);
    expect(queues.isBusy("b")).toBe(true);
    first.end();
    await settled();
    expect(log).toEqual(["a", "a and b"]);
    both.end();
    await Promise.all(results);
    await settled();
    expect(log).toEqual(["a", "a and b", "b"]);
    expect([queues.isBusy("a"), queues.isBusy("b")]).toEqual([false, false]);
  });

  it("lets a task start another of the same key, which comes after it", async () => {
    const [queues, log] = [new TaskQueues(), [] as string[]];
    let inner: Promise<unknown> | undefined;
    await queues.run("a", async () => {
      inner = queues.run("a", async () => log.push("inner"));
      log.push("outer");
    });
    await inner;
    expect(log).toEqual(["outer", "inner"]);
  });
});
