#!/usr/bin/env node
// The launcher: sets up what is missing, then runs the command line under the project's own Node 26.
'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const path = require('node:path');
const { setup, SetupError } = require('./setup.cjs');

const root = path.resolve(__dirname, '..');

setup().then(run, (error) => {
  process.stderr.write(error instanceof SetupError ? `\nset-up cannot finish. What is missing:\n\n${error.message}\n` : `${error.stack}\n`);
  process.exit(error instanceof SetupError ? 2 : 1);
});

function run() {
  const node = path.join(root, 'node_modules', '.bin', 'node');
  const child = spawn(node, [path.join(root, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // The terminal sends SIGINT to the child as well: the child decides when to end.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('close', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
