// Health check of a container: exits 0 when `GET /health` of the URL given answers 200, 1 when not.
// It asks with the operator's certificate; h2: is HTTP/2 over TLS, which the gateway alone speaks. Plain CommonJS: it runs every few seconds.
'use strict';

const { readFileSync } = require('node:fs');

const [ca, cert, key] = ['ca.pem', 'operator.crt', 'operator.key'].map((name) => readFileSync(`/stack/run/trust/${name}`));
const { protocol, host } = new URL(process.argv[2]);

if (protocol === 'h2:') {
  const { connect } = require('node:http2');
  connect(`https://${host}`, { ca, cert, key }).request({ ':path': '/health' }).once('response', (headers) => end(headers[':status']));
} else {
  const { get } = require(protocol === 'https:' ? 'node:https' : 'node:http');
  get(`${protocol}//${host}/health`, { ca, cert, key }, (response) => end(response.statusCode));
}

function end(status) {
  process.exit(status === 200 ? 0 : 1);
}
