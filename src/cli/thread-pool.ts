import { availableParallelism } from 'node:os';

/** libuv's own number of threads. */
const threadsMin = 4;

// The generators run on libuv's threads. Their number is read when the first one starts, which loading sharp does: so this module is imported before
// all others. Only for data sets: the programs of a rehearsal inherit the environment, and are measured with the number that they have in the field.
if (process.argv[2] === 'synth') process.env['UV_THREADPOOL_SIZE'] ??= String(Math.max(threadsMin, availableParallelism()));
