import { FlowProducer, Queue, QueueEvents, Worker } from "bullmq";
import { startCluster, startServer, startWire, until } from "fairlead-harness";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { Cluster, Redis } from "../../src/ioredis.ts";
import { disposer } from "../support/disposer.ts";

const server = await startServer();
const cluster = await startCluster({ primaries: 3 });
afterAll(() => Promise.all([server.close(), cluster.close()]));

const { use, dispose } = disposer();
afterEach(dispose);

const options = { maxRetriesPerRequest: null };
const places = [
  { place: "one server", prefix: "bull", open: () => new Redis(server.port, "127.0.0.1", options) },
  {
    place: "a cluster",
    prefix: "{bull}",
    open: () => new Cluster([cluster.url], { redisOptions: options }),
  },
];

it.each([true, false])(
  "BullMQ goes on after connections were lost, commands sent again: %s",
  async (again) => {
    const wire = use(await startWire({ to: server }));
    const sent = { ...options, autoResendUnfulfilledCommands: again };
    const connection = new Redis(wire.port, "127.0.0.1", sent);
    use({ close: () => connection.quit() });
    const queue = use(new Queue(`wired${again}`, { connection }));
    const process = async ({ data }: { data: unknown }) => data;
    // A job that was taken as its connection went is nobody's until it is found to have stalled.
    const recovery = { lockDuration: 1_000, stalledInterval: 300, maxStalledCount: 100 };
    const worker = use(
      new Worker(queue.name, process, { connection, drainDelay: 1, runRetryDelay: 100, ...recovery }),
    );
    queue.on("error", () => undefined);
    worker.on("error", () => undefined);
    await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
    for (let round = 1; round <= 3; round++) {
      wire.cut();
      const added = () => queue.add("job", round, { jobId: `round${round}` }).then(() => true);
      if (again) await added();
      else await until(() => added().catch(() => false), { what: "the job to be added" });
      await until(async () => (await queue.getCompletedCount()) === round, { what: "the job to be done" });
    }
  },
);

describe.each(places)("BullMQ on $place", ({ prefix, open }) => {
  let names = 0;

  /** A queue with a name of its own, and what belongs to it. */
  async function setUp(process: (data: Record<string, unknown>, attempt: number) => unknown) {
    const connection = open();
    use({ close: () => connection.quit() });
    const name = `queue${++names}`;
    const common = { connection, prefix };
    const queue = use(new Queue(name, common));
    // From the beginning: "$" is the end of the stream when the server gets to read it, which may be after an event.
    const events = use(new QueueEvents(name, { ...common, lastEventId: "0" }));
    const worker = use(
      new Worker(name, async (job) => process(job.data, job.attemptsMade), { ...common, drainDelay: 1 }),
    );
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady(), worker.waitUntilReady()]);
    return { connection, name, queue, events, worker, common };
  }

  it("runs jobs and tells of them", async () => {
    const { queue, events, connection } = await setUp((data) => ({ doubled: Number(data["n"]) * 2 }));
    const completed: string[] = [];
    events.on("completed", ({ jobId }) => completed.push(jobId));
    const job = await queue.add("double", { n: 21 });
    expect(await job.waitUntilFinished(events, 10_000)).toEqual({ doubled: 42 });
    const jobs = await queue.addBulk(Array.from({ length: 20 }, (_, n) => ({ name: "double", data: { n } })));
    await Promise.all(jobs.map((each) => each.waitUntilFinished(events, 10_000)));
    await until(() => completed.length === 21, { what: "21 events" });
    expect(await queue.getJobCounts("completed", "failed")).toEqual({ completed: 21, failed: 0 });
    // Each connection is listed, and a worker that waits has one more.
    expect(await queue.getWorkersCount()).toBeGreaterThanOrEqual(1);
    expect(connection.status).toBe("ready");
  });

  it("delays, repeats failed jobs and puts them in order", async () => {
    const order: unknown[] = [];
    const { queue, events } = await setUp((data, attempt) => {
      order.push(data["name"]);
      if (data["name"] === "flaky" && attempt === 0) throw new Error("not yet");
      return attempt;
    });
    const delayed = await queue.add("job", { name: "delayed" }, { delay: 300 });
    const flaky = await queue.add(
      "job",
      { name: "flaky" },
      { attempts: 2, backoff: { type: "fixed", delay: 50 } },
    );
    expect(await flaky.waitUntilFinished(events, 10_000)).toBe(1);
    await delayed.waitUntilFinished(events, 10_000);
    expect(order).toEqual(["flaky", "flaky", "delayed"]);
    const failing = await queue.add("job", { name: "flaky" });
    await expect(failing.waitUntilFinished(events, 10_000)).rejects.toThrow("not yet");
    expect(await failing.getState()).toBe("failed");
  });

  it("pauses and resumes, and schedules", async () => {
    const { queue, events } = await setUp((data) => data["n"]);
    await queue.pause();
    const job = await queue.add("job", { n: 1 });
    expect(await queue.isPaused()).toBe(true);
    await queue.resume();
    expect(await job.waitUntilFinished(events, 10_000)).toBe(1);
    await queue.upsertJobScheduler("every", { every: 100 }, { name: "tick", data: { n: 2 } });
    await until(async () => (await queue.getCompletedCount()) >= 3, { what: "two ticks" });
    expect(await queue.removeJobScheduler("every")).toBe(true);
    await queue.obliterate({ force: true });
  });

  it("runs a flow: children first", async () => {
    const order: unknown[] = [];
    const { name, events, common } = await setUp((data) => order.push(data["name"]));
    const flow = use(new FlowProducer(common));
    const job = (title: string, delay = 0) => ({
      name: title,
      queueName: name,
      data: { name: title },
      opts: { delay },
    });
    const tree = await flow.add({ ...job("parent"), children: [job("a"), job("b", 100)] });
    await tree.job.waitUntilFinished(events, 10_000);
    expect(order).toEqual(["a", "b", "parent"]);
    expect(Object.values(await tree.job.getChildrenValues())).toHaveLength(2);
  });

  it("closes at once although a worker waits for a job", async () => {
    const { worker, queue, events } = await setUp(() => undefined);
    await queue.add("job", {});
    await until(async () => (await queue.getCompletedCount()) === 1, { what: "a worker that waits" });
    const errors: Error[] = [];
    worker.on("error", (error) => errors.push(error));
    const before = performance.now();
    await Promise.all([worker.close(), events.close()]);
    expect(performance.now() - before).toBeLessThan(4_000);
    expect(errors).toEqual([]);
  });
});
