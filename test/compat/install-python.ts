// Installs the Python programs of the compatibility run ahead of it. The gate does so beside the other tests, since it
// mostly waits for the network.
import { installPython } from './python-environment.js';

await Promise.all([installPython('prefect'), installPython('schemathesis')]);
