// `sluice deploy`: makes the deployments of a file, some of them, or one of a flow that is named on the command line, be
// what is said of them.
import type { Command } from 'commander';
import type { DeploymentPlan } from '../client/deployment-apply.js';
import type { SluiceClient } from '../client/client.js';
import type { Deployment } from '../domain/deployments.js';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { findDeployFile, readDeployFile, unknownFields, type WrittenDeployment } from './deploy-file.js';
import { addDeploymentOptions, saysSomething, withOptions, type DeploymentFlags } from './deploy-options.js';
import { folderOf, toPlan, type WrittenIn } from './deploy-plan.js';
import { unknownParameters } from './deployment-lookup.js';
import { readTriggers } from './deploy-triggers.js';
import { UsageError } from './failure.js';
import { collect } from './key-values.js';
import type { Terminal } from './terminal.js';

interface DeployFlags extends DeploymentFlags {
  readonly name?: string[];
  readonly all?: boolean;
  readonly file?: string;
  readonly trigger?: string[];
}

export function addDeployCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('deploy [entrypoint]')
    .description(
      'Make deployments from sluice.yaml (or prefect.yaml), or one of a flow in a module (flows.ts:myFlow); ' +
        'those that are there already are changed to what is said.',
    )
    .option('-n, --name <name>', 'this deployment, by its name, flow/name, or a pattern with * (repeatable)', collect)
    .option('--all', 'every deployment of the file')
    .option('--file <path>', 'the file')
    .option('--trigger <json|file>', "a trigger as JSON, or a file of triggers; in place of the file's", collect);
  addDeploymentOptions(command);
  setApiAction(command, terminal, async ({ client, answer, asJson }, entrypoint: string | undefined, flags) => {
    const note = (line: string): void => (asJson ? undefined : terminal.printAside(line));
    const plans = await readPlans(client, entrypoint, flags as DeployFlags, note);
    plans.forEach((plan) => noteUnknownParameters(plan, note));
    const deployed: { readonly plan: DeploymentPlan; readonly deployment: Deployment }[] = [];
    for (const plan of plans) deployed.push({ plan, deployment: await client.deployments.apply(plan) });
    answer(
      deployed.map(({ deployment }) => deployment),
      () => deployed.forEach(({ plan, deployment }) => printDeployed(terminal, plan, deployment)),
    );
  });
  withExamples(
    command,
    'sluice deploy --all',
    'sluice deploy -n nightly',
    'sluice deploy workflows/flows.ts:buildNames -n nightly --param num=3 --cron "0 3 * * *" --timezone Europe/Berlin',
    `sluice deploy -n nightly --trigger '{"match": {"prefect.resource.id": "my.resource"}, "expect": ["pinged"]}'`,
    'sluice deploy -n nightly --trigger triggers.yaml',
  );
}

/** Reads everything before anything is sent. */
async function readPlans(
  client: SluiceClient,
  entrypoint: string | undefined,
  flags: DeployFlags,
  note: (line: string) => void,
): Promise<DeploymentPlan[]> {
  const triggers = flags.trigger === undefined ? undefined : await readTriggers(flags.trigger);
  if (entrypoint !== undefined) {
    const written = await withOptions(await readNamed(client, entrypoint, flags), flags);
    return [await toPlan({ written, folder: process.cwd() }, triggers)];
  }
  const file = findDeployFile(flags.file);
  if (file === undefined) {
    throw new UsageError(
      'There is no sluice.yaml or prefect.yaml here: name a file by --file, or a flow: flows.ts:myFlow.',
    );
  }
  const chosen: { readonly from: WrittenIn; readonly plan: DeploymentPlan }[] = [];
  const all = await readFile(client, file);
  for (const written of all.filter(({ name }) => mayBeChosen(name, flags))) {
    const from = { written, folder: folderOf(file) };
    const plan = await toPlan(from, triggers);
    if (isChosen(plan, flags, all.length)) chosen.push({ from, plan });
  }
  const [first] = chosen;
  if (first === undefined) throw new UsageError(`${file} has no deployment of that name: ${namesOf(all)}.`);
  for (const { from } of chosen) {
    for (const field of unknownFields(from.written)) {
      note(`Note: '${field}' of the deployment '${from.written.name}' is not known here and was read over.`);
    }
  }
  if (!saysSomething({ ...flags })) return chosen.map(({ plan }) => plan);
  if (chosen.length > 1)
    throw new UsageError('Options such as --tag and --cron are for one deployment: choose it by -n.');
  return [await toPlan({ ...first.from, written: await withOptions(first.from.written, flags) }, triggers)];
}

/** The deployment that is made of an entrypoint: where the file has one of that name, over what it says there. */
async function readNamed(client: SluiceClient, entrypoint: string, flags: DeployFlags): Promise<WrittenDeployment> {
  const [name, ...more] = flags.name ?? [];
  if (flags.all || more.length > 0) throw new UsageError('An entrypoint makes one deployment: name it by one -n.');
  if (name === undefined) throw new UsageError(`A deployment needs a name: sluice deploy ${entrypoint} -n NAME.`);
  const file = findDeployFile(flags.file);
  const written = file === undefined ? [] : await readFile(client, file);
  return { ...written.find((one) => one.name === name), name, entrypoint };
}

async function readFile(client: SluiceClient, file: string): Promise<WrittenDeployment[]> {
  const readVariable = (name: string) => client.variables.read(name);
  return readDeployFile(file, { environment: process.env, readVariable });
}

/** Judged before its flow is known, so that what is wrong with another deployment is in nobody's way. */
function mayBeChosen(name: string, { name: names }: DeployFlags): boolean {
  return names?.some((pattern) => fits(pattern.slice(pattern.lastIndexOf('/') + 1), name)) ?? true;
}

function isChosen({ flow_name, name }: DeploymentPlan, { name: names, all }: DeployFlags, count: number): boolean {
  if (names !== undefined) return names.some((pattern) => fits(pattern, name) || fits(pattern, `${flow_name}/${name}`));
  if (all || count === 1) return true;
  throw new UsageError('The file has several deployments: choose by -n, or take --all.');
}

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

function namesOf(written: readonly WrittenDeployment[]): string {
  return written.map(({ name }) => `'${name}'`).join(', ');
}

function noteUnknownParameters(plan: DeploymentPlan, note: (line: string) => void): void {
  const { unknown, known } = unknownParameters(plan.parameter_openapi_schema, plan.parameters ?? {});
  for (const name of unknown) {
    note(`Note: the flow '${plan.flow_name}' has no parameter '${name}' (it has ${known.join(', ') || 'none'}).`);
  }
}

function printDeployed(terminal: Terminal, plan: DeploymentPlan, { id, status }: Deployment): void {
  const name = `${plan.flow_name}/${plan.name}`;
  terminal.print(`Deployment '${name}' successfully created with id '${id}'.`);
  terminal.print(`To start a run of it: sluice deployment run '${name}'`);
  if (status === 'READY') return;
  const queue = plan.work_pool_name == null ? '' : ` --task-queue ${plan.work_pool_name}`;
  terminal.print(`No worker serves it yet: sluice worker start --workflows FILE --activities FILE${queue}`);
}
