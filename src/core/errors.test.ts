import { expect, test } from 'vitest';
import { AppError, errors } from './errors.ts';

test('errors are listed in errors.md, row for row (vitest -u writes it anew)', async () => {
  const rows = Object.entries(errors).map(([code, { message, hint, exit }]) => `| \`${code}\` | ${exit} | ${cell(message)} | ${cell(hint)} |`);
  const page = [
    '# Error codes', '',
    'Every fault of a user or of the world that the project can tell. `{name}` is filled in. Exit codes: 1 our bug, 2 usage or bad input, 4 the run is',
    'invalid; a service that is told of such a fault answers with its own status.', '',
    '| code | exit | message | hint |', '|---|---|---|---|', ...rows, '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('errors.md');
});

test('AppError fills message and hint from its fields, and leaves what is not given', () => {
  const error = new AppError('LINK_PROFILE_UNKNOWN', { name: '5g' });
  expect(error.message).toBe('link profile "5g" does not exist');
  expect(error.hint).toBe('profiles: {known}');
  expect(error.exit).toBe(2);
});

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');
}
