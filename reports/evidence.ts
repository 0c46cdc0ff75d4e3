import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { EvidenceCase } from '../src/store/evidence.ts';

/** One case of the evidence folder with its pictures. */
export interface CaseFiles {
  evidence: EvidenceCase;
  /** Size of its pictures, bytes. */
  bytes: number;
  /** A picture as a data URI; null when the file is not there. */
  dataUri: (file: string) => string | null;
}

/** The cases kept of a run. One that was cut off by a kill is left out. */
export function readCases(runDir: string): CaseFiles[] {
  const folder = join(runDir, 'evidence');
  return existsSync(folder) ? readdirSync(folder).sort().flatMap((tcn) => readCase(join(folder, tcn))) : [];
}

function readCase(folder: string): CaseFiles[] {
  const evidence = parse(join(folder, 'case.json'));
  if (!evidence) return [];
  const names = [...evidence.fingers.flatMap(({ probe, mate }) => [probe.file, mate.file]), ...(evidence.face ? [evidence.face.probe, evidence.face.mate] : [])];
  const files = new Map(names.map((name) => [name, join(folder, basename(name))]).filter((entry): entry is [string, string] => existsSync(entry[1]!)));
  return [{
    evidence,
    bytes: [...files.values()].reduce((sum, file) => sum + statSync(file).size, 0),
    dataUri: (name) => {
      const file = files.get(name);
      return file === undefined ? null : `data:${mediaTypes[extname(file)] ?? 'application/octet-stream'};base64,${readFileSync(file, 'base64')}`;
    },
  }];
}

const mediaTypes: Record<string, string> = { '.png': 'image/png', '.jpg': 'image/jpeg' };

function parse(file: string): EvidenceCase | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as EvidenceCase;
  } catch {
    return null;
  }
}
