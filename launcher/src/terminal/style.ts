/** Colours for a terminal; none in a pipe, with NO_COLOR or with TERM=dumb. */
export function createStyle(stream: NodeJS.WriteStream = process.stdout) {
  const colours = Boolean(stream.isTTY) && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  const paint = (code: number) => (text: string) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
  return {
    bold: paint(1),
    dim: paint(2),
    red: paint(31),
    green: paint(32),
    yellow: paint(33),
    cyan: paint(36),
  };
}

export type Style = ReturnType<typeof createStyle>;
