import { styleText } from 'node:util';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * Shows the progress of steps: on a terminal an animated line with the elapsed seconds, elsewhere
 * plain lines that are repeated every ten seconds. Finished steps stay visible.
 */
export function createProgress() {
  const stream = process.stderr;
  const terminal = Boolean(stream.isTTY) && process.env.TERM !== 'dumb';
  const active = new Set();
  let frame = 0;
  let timer;

  const clear = () => terminal && stream.write('\r\x1b[2K');
  const draw = () => {
    if (!terminal || active.size === 0) return;
    const [first] = active;
    const others = active.size > 1 ? ` (and ${active.size - 1} more)` : '';
    const line = `${frames[frame++ % frames.length]} ${first.title}${others} ${seconds(first)}`;
    clear();
    stream.write(line.slice(0, (stream.columns || 80) - 1));
  };
  const tick = () => {
    if (terminal) return draw();
    for (const step of active) {
      const elapsed = Date.now() - step.started;
      if (elapsed - step.reported >= 10_000) {
        step.reported = elapsed;
        stream.write(`  still ${step.title} ${seconds(step)}\n`);
      }
    }
  };
  const print = (line) => {
    clear();
    stream.write(`${line}\n`);
    draw();
  };
  return {
    /** Begins a step, which is active until its `done`. */
    step(title) {
      const step = { title, started: Date.now(), reported: 0 };
      if (active.size === 0) {
        timer = setInterval(tick, terminal ? 100 : 1_000);
        timer.unref();
      }
      active.add(step);
      if (terminal) draw();
      else stream.write(`  ${title}\n`);
      return {
        update(text) {
          step.title = text;
          draw();
        },
        done(text = step.title) {
          active.delete(step);
          if (active.size === 0) clearInterval(timer);
          const time = styleText('dim', seconds(step), { stream });
          print(`${styleText('green', '✔', { stream })} ${text} ${time}`);
        },
      };
    },
    /** Prints a separate line. */
    note: print,
    /** Removes all active steps and the animated line. */
    close() {
      active.clear();
      clearInterval(timer);
      clear();
    },
  };
}

/** Progress that prints nothing. */
export const silentProgress = {
  step: () => ({ update: () => undefined, done: () => undefined }),
  note: () => undefined,
  close: () => undefined,
};

const seconds = ({ started }) => `${((Date.now() - started) / 1000).toFixed(1)} s`;
