import { Command } from 'commander';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { AppError } from '../core/errors.ts';
import { addonDigest, addonFile } from '../run/versions.ts';
import { engine, type EngineName } from '../stack/engines.ts';
import { chromiumFile } from './chromium.ts';
import { paint } from './terminal.ts';

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
      else for (const finding of findings) process.stdout.write(`${finding.found ? paint('green', 'ok     ') : finding.needed ? paint('red', 'missing') : 'absent '} ${finding.name.padEnd(18)} ${finding.version.padEnd(14)} ${finding.from}\n`);
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
  const file = addonFile(folder);
  const found = existsSync(file);
  return { name: `${folder} addon`, found, version: found ? addonDigest(folder) : '', from: found ? file : 'node bin/setup.cjs builds it', needed: true };
}

/** Only a test that looks at the report needs a browser. */
function findChromium(): Finding {
  const file = chromiumFile();
  const version = file ? /[\d.]+/.exec(execFileSync(file, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))?.[0] : null;
  return { name: 'chromium', found: file !== null, version: version ?? '', from: file ?? 'only for the tests of the report: install chromium, or set CHROMIUM_BIN', needed: false };
}
