// What the compiler leaves to do: the migrations beside the compiled store, the command made executable and put where npx
// looks first (npx would otherwise pack this package anew the first time it is asked for its own command).
import { chmodSync, cpSync, existsSync, rmSync, symlinkSync } from 'node:fs';

const command = 'dist/src/cli/main.js';
cpSync('src/store/migrations', 'dist/src/store/migrations', { recursive: true });
chmodSync(command, 0o755);
if (existsSync('node_modules/.bin')) {
  rmSync('node_modules/.bin/sluice', { force: true });
  symlinkSync(`../../${command}`, 'node_modules/.bin/sluice');
}
