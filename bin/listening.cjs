// Health check of a container: exits 0 when something listens on the port given, 1 when not.
'use strict';

const { connect } = require('node:net');

const socket = connect(Number(process.argv[2]), '127.0.0.1');
socket.once('connect', () => process.exit(0));
socket.once('error', () => process.exit(1));
