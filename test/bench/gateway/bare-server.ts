import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/* The limit: any POST is answered with the bytes of a file, by node:http alone. Argument: file. */
const [file = ''] = process.argv.slice(2);
const bytes = readFileSync(file);
const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => response.writeHead(200, headers).end(bytes));
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));
