// Puts secret values in the place of the handles that flow code passed to a task. It happens on the worker right before
// the task runs, so that the values are nowhere else.
import type { Context } from '@temporalio/activity';
import type { RevealedSecrets } from '../domain/revealed-secrets.js';
import { failureOf } from '../contract/failures.js';
import type { Platform } from '../contract/platform.js';
import type { LoadedBlock } from '../domain/blocks/block-documents.js';
import { valueAt } from '../domain/blocks/secret-fields.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { findSecretReferences, replaceSecretReferences, type SecretReference } from '../domain/secret-references.js';

const RETRY_DELAY_MS = 1000;

type LoadingPlatform = Pick<Platform, 'loadBlock'>;

/**
 * The arguments with the values of their secrets.
 *
 * @param context - of the activity: an outage of the platform is waited out until the task is cancelled
 * @throws ApplicationFailure that is not retried, when there is no such secret
 */
export async function revealArguments(
  args: unknown[],
  platform: LoadingPlatform,
  context: Context,
  revealed: RevealedSecrets,
): Promise<unknown[]> {
  const references = findSecretReferences(args);
  if (references.length === 0) return args;
  const values = new Map<string, unknown>();
  for (const reference of references) {
    const value = await reveal(reference, platform, context);
    revealed.add(value);
    values.set(JSON.stringify(reference), value);
  }
  return replaceSecretReferences(args, (reference) => values.get(JSON.stringify(reference))) as unknown[];
}

async function reveal(reference: SecretReference, platform: LoadingPlatform, context: Context): Promise<unknown> {
  const { block_type_slug, name } = reference.sluice_secret;
  for (;;) {
    try {
      return secretOf(await platform.loadBlock({ block_type_slug, name }), reference);
    } catch (error) {
      const unreachable = isSluiceError(error, 'platform-unavailable') || isSluiceError(error, 'store-unavailable');
      if (!unreachable) throw isSluiceError(error) ? failureOf(error) : error;
    }
    await context.sleep(RETRY_DELAY_MS);
  }
}

function secretOf({ data }: LoadedBlock, { sluice_secret: { block_type_slug, name, path } }: SecretReference): unknown {
  const value = valueAt(data, path.split('.'));
  if (value !== undefined) return value;
  throw new SluiceError('not-found', `The block '${name}' of the type '${block_type_slug}' has no '${path}' any more.`);
}
