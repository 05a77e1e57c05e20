// Fills a data folder and ends: what closes it starts with a memory of its own. Arguments: folder, patients.
import { fillMonth } from './month.js';
import { openServices } from './practice.js';

const [dataDir = '', patients = '0'] = process.argv.slice(2);
const app = await openServices(dataDir);
const { given } = await fillMonth(app, Number(patients));
await app.close();
process.stdout.write(JSON.stringify(given));
