#!/usr/bin/env node
import '../scripts/ensure-build.js';

await import('../dist/cli/main.js');
