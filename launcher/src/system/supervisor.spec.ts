import { describe, expect, it, jest } from '@jest/globals';
import { Supervisor, type RunningProcess, type SupervisorEvent } from './supervisor.js';

/** A process that ends on a signal and becomes ready when the test decides. */
class FakeProcess implements RunningProcess {
  private static count = 0;
  readonly pid = ++FakeProcess.count;
  readonly signals: string[] = [];
  end: (reason: string) => void = () => undefined;
  readonly ended = new Promise<string>((resolve) => (this.end = resolve));
  becomeReady: () => void = () => undefined;
  private readonly whenReady = new Promise<void>((resolve) => (this.becomeReady = resolve));
  hasEnded = false;
  problem: string | undefined;
  checks = 0;
  broken = async () => {
    this.checks++;
    return this.problem;
  };

  constructor() {
    void this.ended.then(() => (this.hasEnded = true));
  }

  ready(): Promise<void> {
    const died = this.ended.then((reason) => Promise.reject(new Error(reason)));
    return Promise.race([this.whenReady, died]);
  }

  async stop(): Promise<void> {
    this.signal('SIGTERM');
    await this.ended;
  }

  signal(name: string): void {
    this.signals.push(name);
    this.end(`ended with ${name}`);
  }
}

function supervised(backoff = { firstMs: 1, longestMs: 4 }) {
  const launches: ((running: FakeProcess) => void)[] = [];
  const events: SupervisorEvent[] = [];
  let wake: () => void = () => undefined;
  const launch = () =>
    new Promise<RunningProcess>((resolve) => {
      launches.push(resolve);
      wake();
    });
  const supervisor = new Supervisor('alpha', launch, (event) => void events.push(event), backoff, 1);
  /** Completes the nth launch. */
  const launched = async (number: number): Promise<FakeProcess> => {
    while (launches.length < number) await new Promise<void>((resolve) => (wake = resolve));
    const running = new FakeProcess();
    launches[number - 1]?.(running);
    return running;
  };
  return { supervisor, events, launches, launched };
}

/** Resolves after all settled promises have been handled. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a supervisor', () => {
  it('stopped during a launch waits for the process and ends it', async () => {
    const { supervisor, launched } = supervised();
    const starting = supervisor.start();
    await settled();
    let isStopped = false;
    const stopping = supervisor.stop().then(() => (isStopped = true));
    await settled();
    expect(isStopped).toBe(false);
    const running = await launched(1);
    await Promise.all([stopping, starting]);
    expect(running.hasEnded).toBe(true);
    expect(supervisor.pid).toBeUndefined();
  });

  it('stopped with SIGKILL during a launch kills the process', async () => {
    const { supervisor, launched } = supervised();
    void supervisor.start();
    await settled();
    const stopping = supervisor.stop('SIGKILL');
    const running = await launched(1);
    await stopping;
    expect(running.signals[0]).toBe('SIGKILL');
  });

  it('started during a stop launches after the end of the first process', async () => {
    const { supervisor, launches, launched } = supervised();
    void supervisor.start();
    await settled();
    const stopping = supervisor.stop();
    const again = supervisor.start();
    await settled();
    expect(launches).toHaveLength(1);
    const first = await launched(1);
    await stopping;
    const second = await launched(2);
    second.becomeReady();
    await again;
    expect([first.hasEnded, second.hasEnded]).toEqual([true, false]);
    expect(supervisor.pid).toBe(second.pid);
  });

  it('stopped and started during a restart keeps the new process', async () => {
    const { supervisor, events, launched } = supervised();
    const starting = supervisor.start();
    const first = await launched(1);
    first.becomeReady();
    await starting;
    first.end('ended with code 7');
    const restarting = await launched(2);
    await settled();
    const stopping = supervisor.stop();
    const again = supervisor.start();
    await stopping;
    expect(restarting.hasEnded).toBe(true);
    const third = await launched(3);
    third.becomeReady();
    await again;
    await settled();
    expect(third.hasEnded).toBe(false);
    expect(supervisor.pid).toBe(third.pid);
    expect(events.map(({ kind }) => kind)).toEqual(['crashed']);
  });

  it('retries a failed restart with growing pauses', async () => {
    const { supervisor, events, launched } = supervised();
    const starting = supervisor.start();
    const first = await launched(1);
    first.becomeReady();
    await starting;
    first.end('ended with code 7');
    for (const number of [2, 3]) (await launched(number)).end('ended with code 1\n  | because');
    const good = await launched(4);
    good.becomeReady();
    while (events.at(-1)?.kind !== 'recovered') await settled();
    expect(events).toMatchObject([
      { kind: 'crashed', reason: 'ended with code 7', restartInMs: 1 },
      { kind: 'crashed', reason: 'ended with code 1', restartInMs: 2 },
      { kind: 'crashed', reason: 'ended with code 1', restartInMs: 4 },
      { kind: 'recovered' },
    ]);
  });

  it('restarts a process for which only a restart helps, and says why', async () => {
    const { supervisor, events, launched } = supervised();
    void supervisor.start();
    const first = await launched(1);
    first.becomeReady();
    first.problem = 'stores no events';
    const second = await launched(2);
    second.becomeReady();
    while (events.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    expect([first.signals, second.signals]).toEqual([['SIGTERM'], []]);
    expect(events).toMatchObject([{ kind: 'crashed', reason: 'stores no events' }, { kind: 'recovered' }]);
    await supervisor.stop();
  });

  it('restarts a broken process once in 10 minutes, and reports once that it is broken again', async () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
    const { supervisor, events, launched } = supervised();
    void supervisor.start();
    const first = await launched(1);
    first.problem = 'stores no events';
    first.becomeReady();
    const second = await launched(2);
    second.problem = 'stores no events';
    second.becomeReady();
    const kinds = () => events.map(({ kind }) => kind);
    while (second.checks < 5 && !second.hasEnded) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(kinds()).toEqual(['crashed', 'recovered', 'broken']);
    now.mockReturnValue(1_700_000_600_000);
    (await launched(3)).becomeReady();
    while (events.length < 5) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(kinds()).toEqual(['crashed', 'recovered', 'broken', 'crashed', 'recovered']);
    await supervisor.stop();
    now.mockRestore();
  });

  it('stopped with SIGKILL reports no crash', async () => {
    const { supervisor, events, launches, launched } = supervised();
    const starting = supervisor.start();
    const running = await launched(1);
    running.becomeReady();
    await starting;
    await supervisor.stop('SIGKILL');
    await settled();
    expect(running.hasEnded).toBe(true);
    expect(events).toEqual([]);
    expect(launches).toHaveLength(1);
  });

  it('throws the first failure, ends the process, and can be started again', async () => {
    const { supervisor, launched } = supervised();
    const starting = supervisor.start();
    (await launched(1)).end('ended with code 1');
    await expect(starting).rejects.toThrow('ended with code 1');
    const again = supervisor.start();
    const running = await launched(2);
    running.becomeReady();
    await again;
    expect(supervisor.pid).toBe(running.pid);
  });
});
