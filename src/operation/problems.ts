import type { Document, LineCounter } from 'yaml';
import type { z } from 'zod';

/** One problem of a file. Rendered as `file:line:column: path: got VALUE, expected EXPECTED (HINT)`. */
export interface Problem {
  line: number;
  column: number;
  path: string;
  value: string;
  expected: string;
  hint: string;
}

type Path = readonly PropertyKey[];

/** Turns the issues of a schema into problems with their places in the YAML text. */
export function schemaProblems(issues: readonly z.core.$ZodIssue[], document: Document, lines: LineCounter): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => problemAt(document, lines, [...issue.path, key], 'no such key', `known keys stand in the schema file; remove "${key}" or mend its spelling`));
    }
    return [problemAt(document, lines, issue.path, issue.message.replace(/^(Invalid input|Invalid option|Too small|Too big): expected /, ''), hintFor(issue))];
  });
}

/** A problem at a path; a missing key is placed at its parent. */
export function problemAt(document: Document, lines: LineCounter, path: Path, expected: string, hint: string): Problem {
  const offset = offsetOf(document, path);
  const { line, col } = lines.linePos(offset);
  const value = document.getIn(path) as unknown;
  return { line, column: col, path: path.join('.') || '(file)', value: value === undefined ? 'nothing' : JSON.stringify(value), expected, hint };
}

/** `file:line:column: path: got VALUE, expected EXPECTED. Hint: HINT` */
export function renderProblem(file: string, problem: Problem): string {
  return `${file}:${problem.line}:${problem.column}: ${problem.path}: got ${problem.value}, expected ${problem.expected}. Hint: ${problem.hint}`;
}

function offsetOf(document: Document, path: Path): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}

function hintFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type': return 'see scenarios/operation.schema.json';
    case 'too_small': return `the least is ${String(issue.minimum)}`;
    case 'too_big': return `the most is ${String(issue.maximum)}`;
    case 'invalid_value': return `one of ${issue.values.map(String).join(', ')}`;
    default: return 'see scenarios/operation.schema.json';
  }
}
