import { Worker } from 'node:worker_threads';

/** argon2id's own terms. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** What a thread is asked: to check a password against a stored hash, or without one to make a hash. */
export interface HashWork {
  readonly password: string | Uint8Array;
  readonly cost: HashCost;
  readonly stored?: string;
}

type Answer = { id: number; result: string | boolean; error?: undefined } | { id: number; error: string };

/** A thread that hashes passwords one after the other, at a low priority. One that dies is replaced by the next question. */
export class PasswordThread {
  private worker: Worker | undefined;
  private asked = 0;
  private readonly open = new Map<
    number,
    { resolve(result: string | boolean): void; reject(error: Error): void }
  >();

  run(work: HashWork): Promise<string | boolean> {
    const id = ++this.asked;
    return new Promise((resolve, reject) => {
      this.open.set(id, { resolve, reject });
      this.worker ??= this.start();
      this.worker.ref();
      this.worker.postMessage({ id, ...work });
    });
  }

  private start(): Worker {
    const worker = new Worker(new URL('./password-worker.mjs', import.meta.url));
    worker.on('message', (answer: Answer) => {
      const asking = this.open.get(answer.id);
      this.open.delete(answer.id);
      // Idle, it keeps no process alive.
      if (this.open.size === 0) worker.unref();
      if (answer.error === undefined) asking?.resolve(answer.result);
      else asking?.reject(new Error(answer.error));
    });
    worker.on('error', (error) => this.end(worker, error));
    worker.on('exit', () => this.end(worker, new Error('the thread that hashes passwords ended')));
    return worker;
  }

  private end(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    for (const asking of this.open.values()) asking.reject(error);
    this.open.clear();
  }
}
