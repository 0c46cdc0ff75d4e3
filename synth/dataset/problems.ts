import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Problems by path. */
export class Problems {
  readonly #lines: string[] = [];

  tell(path: string, words: string): void {
    this.#lines.push(`${path}: ${words}`);
  }

  /** Tells what a check finds, or why it could not be made. */
  async guard(path: string, check: () => string[] | Promise<string[]>): Promise<void> {
    try {
      for (const words of await check()) this.tell(path, words);
    } catch (error) {
      this.tell(path, error instanceof Error ? error.message : String(error));
    }
  }

  sorted(): string[] {
    return [...new Set(this.#lines)].sort();
  }
}

/** Values of a file of JSON lines, each with its number from 1; null where a line is no JSON. A file that is missing is told already. */
export async function* linesOf(folder: string, name: string, problems: Problems): AsyncGenerator<[number, unknown]> {
  if (!existsSync(join(folder, name))) return;
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(join(folder, name)) })) {
    number += 1;
    yield [number, parse(line, () => problems.tell(`${name}:${number}`, 'no JSON'))];
  }
}

function parse(line: string, onFault: () => void): unknown {
  try {
    return JSON.parse(line);
  } catch {
    onFault();
    return null;
  }
}
