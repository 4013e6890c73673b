// The order of test files: those that take a minute and more come first, the longest of them foremost, so that none of
// them is left to run alone at the end. They mostly wait for processes of their own, and others use the time.
import { BaseSequencer } from 'vitest/node';

type Files = Parameters<BaseSequencer['sort']>[0];

const LONGEST_FIRST = [
  'test/ui/views.test.ts',
  'test/crash/crash.test.ts',
  'test/dev/dev.test.ts',
  'test/crash/inputs.test.ts',
  'test/remote/outage.test.ts',
  'test/crash/automations.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: Files): Promise<Files> {
    const others = await super.sort(files);
    const isOf = (path: string) => (file: Files[number]) => file.moduleId.endsWith(`/${path}`);
    const first = LONGEST_FIRST.flatMap((path) => others.filter(isOf(path)));
    return [...first, ...others.filter((file) => !first.includes(file))];
  }
}
