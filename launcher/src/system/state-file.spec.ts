import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWhenPossible } from '../secrets.js';
import { filesIn, rotateLogFile, shortenLogFiles } from './state-file.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'orderwire-files-'))));
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

const modeOf = (file: string) => statSync(file).mode & 0o777;

describe('the log files', () => {
  it('are for their owner only', () => {
    const file = rotateLogFile(folder, 'orders-ms');
    expect([modeOf(file), modeOf(filesIn(folder).logs)]).toEqual([0o600, 0o700]);
  });

  it('are bounded within a run, and the last full one is kept', () => {
    const file = rotateLogFile(folder, 'orders-ms');
    for (const text of ['one', 'two', 'three', 'four']) {
      appendFileSync(file, text.repeat(10));
      shortenLogFiles(filesIn(folder).logs, 20);
    }
    const kept = ['', '.1', '.2'].map((end) => readFileSync(file + end, 'utf8').slice(0, 5));
    expect(kept).toEqual(['', 'fourf', 'three']);
    expect(modeOf(`${file}.1`)).toBe(0o600);
  });

  it('are emptied when they cannot be copied', () => {
    const file = rotateLogFile(folder, 'orders-ms');
    writeFileSync(file, 'x'.repeat(100));
    mkdirSync(join(`${file}.1`, 'not empty'), { recursive: true });
    mkdirSync(join(`${file}.2`, 'not empty'), { recursive: true });
    shortenLogFiles(filesIn(folder).logs, 20);
    expect(statSync(file).size).toBe(0);
  });
});

describe('a file that cannot be written', () => {
  it('is written once it can be, with the value of that moment, and announced once', () => {
    jest.useFakeTimers();
    const said = jest.spyOn(console, 'error').mockReturnValue(undefined);
    const file = join(folder, 'blocked', 'state.json');
    writeFileSync(join(folder, 'blocked'), 'a file where the folder belongs');
    let value = 1;
    writeWhenPossible(file, () => value);
    jest.advanceTimersByTime(5_000);
    value = 2;
    rmSync(join(folder, 'blocked'));
    jest.advanceTimersByTime(1_000);
    expect([readFileSync(file, 'utf8').trim(), said.mock.calls.length]).toEqual(['2', 1]);
    expect(readdirSync(join(folder, 'blocked'))).toEqual(['state.json']);
  });

  it('is not written after its value is gone', () => {
    jest.useFakeTimers();
    jest.spyOn(console, 'error').mockReturnValue(undefined);
    const file = join(folder, 'blocked', 'state.json');
    writeFileSync(join(folder, 'blocked'), '');
    let value: number | undefined = 1;
    writeWhenPossible(file, () => value);
    value = undefined;
    rmSync(join(folder, 'blocked'));
    jest.advanceTimersByTime(5_000);
    expect(existsSync(file)).toBe(false);
  });
});
