const LONGEST = 1_048_576;

/** Cuts a byte stream into lines of at most 1 MiB. Returns false once a line is too long; the caller then closes. */
export function lineReader(onLine: (line: string) => void): (chunk: string) => boolean {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
    return rest.length <= LONGEST;
  };
}
