import { Command } from 'commander';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../core/errors.ts';
import { engine, type EngineName } from '../stack/engines.ts';
import { chromiumFile } from './chromium.ts';
import { paint } from './terminal.ts';

const root = join(import.meta.dirname, '..', '..');

interface Finding {
  name: string;
  found: boolean;
  version: string;
  from: string;
  needed: boolean;
}

/** `hotspot doctor` */
export function doctor(): Command {
  return new Command('doctor')
    .description('tell what is present, which version, from where')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExample:\n  hotspot doctor')
    .action((flags: { json?: boolean }) => {
      const findings = [findNode(), ...(['k6', 'toxiproxy-server'] as const).map(findEngine), ...['matcher', 'synth'].map(findAddon), findChromium()];
      if (flags.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
      else for (const finding of findings) process.stdout.write(`${finding.found ? paint('green', 'ok     ') : finding.needed ? paint('red', 'missing') : 'absent '} ${finding.name.padEnd(18)} ${finding.version.padEnd(10)} ${finding.from}\n`);
      if (findings.some((finding) => finding.needed && !finding.found)) process.exitCode = 2;
    });
}

function findNode(): Finding {
  return { name: 'node', found: true, version: process.versions.node, from: process.execPath, needed: true };
}

function findEngine(name: EngineName): Finding {
  try {
    const { version, file } = engine(name);
    return { name, found: true, version, from: file, needed: true };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { name, found: false, version: '', from: error.hint, needed: true };
  }
}

function findAddon(folder: string): Finding {
  const file = join(root, folder, `hotspot_${folder}.node`);
  return { name: `${folder} addon`, found: existsSync(file), version: '', from: existsSync(file) ? file : 'node bin/setup.cjs builds it', needed: true };
}

/** Only a test that looks at the report needs a browser. */
function findChromium(): Finding {
  const file = chromiumFile();
  return { name: 'chromium', found: file !== null, version: '', from: file ?? 'only for the tests of the report: install chromium, or set CHROMIUM_BIN', needed: false };
}
