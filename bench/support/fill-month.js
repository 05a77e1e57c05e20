// Fills a data folder and exits, so that closing starts in a fresh process. Arguments: folder, patients.
import { fillMonth } from './month.js';
import { openServices } from './practice.js';

const [dataDir = '', patients = '0'] = process.argv.slice(2);
const app = await openServices(dataDir);
const { given } = await fillMonth(app, Number(patients));
await app.close();
process.stdout.write(JSON.stringify(given));
