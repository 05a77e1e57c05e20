// Posts the JSON bodies of a file in turn from 32 connections and prints the figures as JSON. Runs as a separate process.
// Arguments: url, token, seconds, file.
import { readFileSync } from 'node:fs';
import { fire } from './fire.js';

const [url, token, seconds, file] = process.argv.slice(2);
const bodies = JSON.parse(readFileSync(file, 'utf8')).map((body) => JSON.stringify(body));
let number = 0;
const nextBody = () => bodies[number++ % bodies.length];
const figures = await fire({ url, token, seconds: Number(seconds), nextBody });
process.stdout.write(JSON.stringify(figures));
