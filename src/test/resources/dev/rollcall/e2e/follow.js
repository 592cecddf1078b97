// Follows a WebSocket with the package ws: prints each text frame on a line, pongs, and the end.
// Usage: node follow.js PATH-OF-WS URL
'use strict';
const WebSocket = require(process.argv[2]);

const socket = new WebSocket(process.argv[3], { maxPayload: 1 << 26 });
socket.on('open', () => socket.ping('here'));
socket.on('pong', (data) => console.log('pong ' + data));
socket.on('message', (data, binary) => console.log(binary ? 'binary' : data.toString()));
socket.on('unexpected-response', (request, response) => {
  console.log('refused ' + response.statusCode);
  process.exit(1);
});
socket.on('error', (error) => console.log('error ' + error.message));
socket.on('close', (code) => console.log('closed ' + code));
